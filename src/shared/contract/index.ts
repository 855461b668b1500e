import type { ContractRouterClient } from '@orpc/contract'
import { accounts } from './accounts.ts'
import { accountFiles } from './accounts-file.ts'
import { aliases } from './aliases.ts'
import { backups } from './backups.ts'
import { calendar } from './calendar.ts'
import { calendar_feeds } from './calendar-feeds.ts'
import { companies } from './companies.ts'
import { contact_fields } from './contact-fields.ts'
import { contact_notes } from './contact-notes.ts'
import { contacts } from './contacts.ts'
import { delegations } from './delegations.ts'
import { devices, invitations } from './devices.ts'
import { domains } from './domains.ts'
import { enrollments } from './enrollments.ts'
import { exchange } from './exchange.ts'
import { groups } from './groups.ts'
import { homes } from './homes.ts'
import { incoming } from './incoming.ts'
import { keys } from './keys.ts'
import { removal } from './removal.ts'
import { reports } from './reports.ts'
import { limit_requests, mailbox_requests } from './requests.ts'
import { safety } from './safety.ts'
import { events, sandbox } from './sandbox.ts'
import { schedule } from './schedule.ts'
import { secrets } from './secrets.ts'
import { sender_hosts } from './sender-hosts.ts'
import { sends, unsure } from './sends.ts'
import { sequences } from './sequences.ts'
import { sign_in } from './sign-in.ts'
import { snippets } from './snippets.ts'
import { suppressions } from './suppressions.ts'
import { tasks } from './tasks.ts'
import { today } from './today.ts'
import { views } from './views.ts'
import { webhooks } from './webhooks.ts'
import { seats, workspace } from './workspace.ts'

/** Named one by one: written out whole, the type would be longer than the compiler writes down. */
type Contract = {
  workspace: typeof workspace
  seats: typeof seats
  accounts: typeof accounts & typeof accountFiles
  groups: typeof groups
  homes: typeof homes
  aliases: typeof aliases
  delegations: typeof delegations
  mailbox_requests: typeof mailbox_requests
  limit_requests: typeof limit_requests
  contacts: typeof contacts
  contact_fields: typeof contact_fields
  contact_notes: typeof contact_notes
  companies: typeof companies
  suppressions: typeof suppressions
  sequences: typeof sequences
  snippets: typeof snippets
  tasks: typeof tasks
  schedule: typeof schedule
  calendar: typeof calendar
  calendar_feeds: typeof calendar_feeds
  webhooks: typeof webhooks
  sender_hosts: typeof sender_hosts
  enrollments: typeof enrollments
  sends: typeof sends
  unsure: typeof unsure
  incoming: typeof incoming
  reports: typeof reports
  sandbox: typeof sandbox
  secrets: typeof secrets
  devices: typeof devices
  invitations: typeof invitations
  domains: typeof domains
  keys: typeof keys
  sign_in: typeof sign_in
  events: typeof events
  views: typeof views
  today: typeof today
  safety: typeof safety
  backups: typeof backups
  removal: typeof removal
  exchange: typeof exchange
}

/** Everything the two sides say to each other. The path in this tree is the name in the UI, the RPC, REST and the log. */
export const contract: Contract = {
  workspace,
  seats,
  accounts: { ...accounts, ...accountFiles },
  groups,
  homes,
  aliases,
  delegations,
  mailbox_requests,
  limit_requests,
  contacts,
  contact_fields,
  contact_notes,
  companies,
  suppressions,
  sequences,
  snippets,
  tasks,
  schedule,
  calendar,
  calendar_feeds,
  webhooks,
  sender_hosts,
  enrollments,
  sends,
  unsure,
  incoming,
  reports,
  sandbox,
  secrets,
  devices,
  invitations,
  domains,
  keys,
  sign_in,
  events,
  views,
  today,
  safety,
  backups,
  removal,
  exchange,
}

export type Client = ContractRouterClient<typeof contract>
