/** One line a noun: where each part of the contract is answered. The guard stands before all of it. */
import type { Router } from '@orpc/server'
import type { contract } from '../../shared/contract/index.ts'
import { accounts } from './accounts.ts'
import { signInClients } from './accounts-clients.ts'
import { accountFiles } from './accounts-file.ts'
import { signIns } from './accounts-sign-in.ts'
import { aliases } from './aliases.ts'
import { backups } from './backups.ts'
import { calendar } from './calendar/calendar.ts'
import { calendar_feeds } from './calendar-feeds.ts'
import { companies } from './companies.ts'
import { contact_fields } from './contact-fields.ts'
import { contact_notes } from './contact-notes.ts'
import { contacts } from './contacts.ts'
import { type Context, os } from './context.ts'
import { delegations } from './delegations.ts'
import { devices } from './devices.ts'
import { doctor } from './doctor.ts'
import { diagnostics } from './doctor-diagnostics.ts'
import { domains } from './domains.ts'
import { enrollments } from './enrollments.ts'
import { events } from './events.ts'
import { exchange } from './exchange.ts'
import { groups } from './groups.ts'
import { guard } from './guard.ts'
import { homes } from './homes.ts'
import { incoming } from './incoming.ts'
import { invitations } from './invitations.ts'
import { joins } from './invitations-join.ts'
import { keys } from './keys.ts'
import { limit_requests } from './limit-requests.ts'
import { mailbox_requests } from './mailbox-requests.ts'
import { removal } from './removal.ts'
import { reports } from './reports.ts'
import { safety } from './safety.ts'
import { sandbox } from './sandbox.ts'
import { schedule } from './schedule/schedule.ts'
import { seats } from './seats.ts'
import { secrets } from './secrets.ts'
import { sender_hosts } from './sender-hosts.ts'
import { sends } from './sends.ts'
import { sequences } from './sequences/sequences.ts'
import { snippets } from './snippets.ts'
import { suppressions } from './suppressions.ts'
import { tasks } from './tasks.ts'
import { today } from './today.ts'
import { unsure } from './unsure.ts'
import { views } from './views.ts'
import { webhooks } from './webhooks.ts'
import { workspace } from './workspace.ts'

const nouns = {
  workspace: { ...workspace, doctor, diagnostics },
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
  invitations: { ...invitations, ...joins },
  domains,
  keys,
  sign_in: { ...signIns, ...signInClients },
  events,
  exchange,
  today,
  views,
  safety,
  backups,
  removal,
}

export const router: Router<typeof contract, Context> = os.use(guard).router(nouns)
