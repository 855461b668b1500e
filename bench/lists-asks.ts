/** What the screens ask for lists and reports, in the words of the contract, each as a person would come to ask it. */
import { sendStates } from '../src/shared/domain/send.ts'
import { type Client, type List, limit, type Things } from './lists-things.ts'

/** All other lists that are turned page by page. */
export function otherLists(client: Client, found: Things): Record<string, List> {
  const sends = (more: object) => (after: string | undefined) => client.sends.list({ limit, after, ...more })
  const people = (more: object) => (after: string | undefined) => client.enrollments.list({ limit, after, ...more })
  const came = (more: object) => (after: string | undefined) => client.incoming.list({ limit, after, ...more })
  const reported = (more: object) => (after: string | undefined) =>
    client.reports.contacts({ sequence: found.autumn, limit, after, ...more })
  const tasks = (more: object) => (after: string | undefined) => client.tasks.list({ limit, after, ...more })
  const tabs = ['next', 'needs_you', 'waiting', 'refused', 'sent', 'all'] as const
  return {
    ...Object.fromEntries(tabs.map((tab) => [`outbox: ${tab}`, sends({ tab })])),
    'outbox, last first': sends({ sort: '-leaves' }),
    'outbox, planned': sends({ state: 'planned' }),
    'outbox, unsure': sends({ state: 'unsure' }),
    'outbox, sent, of a sender': sends({ state: 'sent', sender: 'sender7@example.com' }),
    'outbox of a sequence': sends({ sequence: found.autumn }),
    'outbox of a step': sends({ sequence: found.autumn, step: 3 }),
    'outbox of a seat': sends({ seat: found.seat }),
    'outbox of a domain': sends({ domain: 'gmail.com' }),
    'outbox, answered': sends({ came: 'reply' }),
    'outbox, search': sends({ search: 'company 77' }),
    'outbox, search of a common word': sends({ search: 'ada' }),
    'outbox, search of an address': sends({ search: found.address }),
    'outbox, search of a subject': sends({ search: 'once' }),
    'emails to look at': (after) => client.homes.review({ public_id: found.account, limit, after }),
    'outbox of a contact': sends({ contact: found.contact }),
    people: people({}),
    'people, newest first': people({ sort: '-engaged' }),
    'people by what comes next': people({ sort: 'next' }),
    'people, active': people({ state: 'active' }),
    'people, active, by what comes next': people({ state: 'active', sort: 'next' }),
    'people, replied': people({ state: 'replied' }),
    'people of a sender': people({ sender: 'sender7@example.com' }),
    'people of mine': people({ seat: 'me' }),
    'people of a sequence': people({ sequence: found.autumn, sort: 'next' }),
    'people of a tag': people({ tag: 'newsletter' }),
    'people, search': people({ search: 'company 77' }),
    'people, search of a common word': people({ search: 'ada' }),
    ...Object.fromEntries(
      (['sender', 'sequence', 'held', 'time', 'unsure'] as const).map((waits) => [
        `people waiting: ${waits}`,
        people({ waits }),
      ]),
    ),
    replies: came({}),
    'replies, unseen': came({ unseen: true }),
    'replies of a kind': came({ kind: 'reply' }),
    'replies of a mailbox': came({ account: 'sender7@example.com' }),
    'replies of a sequence': came({ sequence: found.autumn }),
    'replies of a kind and a sequence': came({ kind: 'opt_out', sequence: found.partners }),
    'replies of a contact': came({ contact: found.contact }),
    'report: contacts': reported({}),
    'report: contacts in a state': reported({ state: 'replied' }),
    'report: contacts of a sender': reported({ account: found.account }),
    'report: contacts of a step': reported({ step: 1, email: ['sent'] }),
    ...Object.fromEntries(
      sendStates.flatMap((state) =>
        [1, 2, 3].map((step) => [`report: contacts, ${state} ${step}`, reported({ step, email: [state] })] as const),
      ),
    ),
    'report: contacts, refused of a variant': reported({ step: 1, email: ['refused'], variant: 'B' }),
    'report: contacts, refused of a sender': reported({ step: 3, email: ['refused'], account: found.account }),
    'report: contacts, failed of a sender': reported({ state: 'failed', account: found.account }),
    'report: contacts of a variant': reported({ step: 1, email: ['sent'], variant: 'B' }),
    ...Object.fromEntries(
      [0, 1, 2, 3].flatMap((last_step) => [
        [`report: contacts by the last step, ${last_step}`, reported({ last_step })] as const,
        [`report: contacts who replied to step ${last_step}`, reported({ last_step, state: 'replied' })] as const,
      ]),
    ),
    'report: contacts by the last variant': reported({ variant: 'C' }),
    'report: contacts by the last sender': reported({ last_account: found.account }),
    'tasks, open': tasks({}),
    'tasks, coming': tasks({ show: 'coming' }),
    'tasks, over': tasks({ show: 'over' }),
    'tasks of mine': tasks({ mine: true }),
    'tasks of a sequence': tasks({ sequence: found.partners }),
    'notes of what was merged': (after) => client.exchange.notes({ limit, after }),
    sandbox: (after) => client.sandbox.list({ limit, after }),
    'sandbox, search': (after) => client.sandbox.list({ limit, after, search: 'ada' }),
    'drafts of an account': (after) => client.accounts.drafts({ public_id: found.account, limit, after }),
    'companies by people': (after) => client.companies.list({ limit, after, sort: 'contacts' }),
    'companies by domain': (after) => client.companies.list({ limit, after, sort: 'domain' }),
    'companies, search': (after) => client.companies.list({ limit, after, sort: 'contacts', search: 'example1' }),
    suppressions: (after) => client.suppressions.list({ limit, after }),
    'suppressions, search': (after) => client.suppressions.list({ limit, after, search: 'a' }),
    'suppressed domains': (after) => client.suppressions.list({ limit, after, kind: 'domain' }),
    'lists imported': (after) => client.contacts.imports({ limit, after }),
  }
}

const span = { from: '2026-03-01', to: '2026-05-31' }

/** Figures: what is counted, grouped or gathered whole. */
export function figures(client: Client, found: Things): Record<string, () => Promise<unknown>> {
  const { autumn, partners } = found
  const tables = (['step', 'sender', 'variant', 'day', 'week'] as const).map((by) => [
    `report table by ${by}`,
    () => client.reports.table({ by, sequence: autumn }),
  ])
  const spans = (['team', 'domain', 'hour', 'day'] as const).map((by) => [
    `report table by ${by}, of a time`,
    () => client.reports.table({ by, ...span }),
  ])
  return {
    'report of a sequence': () => client.reports.sequence({ sequence: autumn }),
    'report of a sequence with tasks': () => client.reports.sequence({ sequence: partners }),
    'report: team': () => client.reports.team(span),
    'report: deliverability': () => client.reports.deliverability(span),
    'report: hours': () => client.reports.hours(span),
    'report: over time': () => client.reports.over_time({ sequence: autumn }),
    'report: over time, all': () => client.reports.over_time(span),
    'report: over time, a seat': () => client.reports.over_time({ ...span, seat: found.seat }),
    'report: over time, weeks': () => client.reports.over_time({ ...span, by: 'week' }),
    ...Object.fromEntries([...tables, ...spans]),
    'report: first piece of its file': () => client.reports.export({ sequence: autumn }),
    'today: looked': () => client.today.seen(),
    'calendar: dots of a day': () => client.calendar.range({ from: '2026-04-08', to: '2026-04-08', dots: true }),
    workspace: () => client.workspace.get(),
    seats: () => client.seats.list(),
    groups: () => client.groups.list(),
    domains: () => client.domains.list(),
    devices: () => client.devices.list(),
    permissions: () => client.delegations.list({}),
    'requests for limits': () => client.limit_requests.list({}),
    'requests for mailboxes': () => client.mailbox_requests.list({}),
    'account: aliases': () => client.aliases.list({ public_id: found.account }),
    'account: home': () => client.homes.get({ public_id: found.account }),
    'account: limits': () => client.accounts.limits(),
    'sequence: as a file': () => client.sequences.export({ public_id: autumn }),
    'sequence: checked': () =>
      client.sequences.check({ steps: [{ subject: 'Hi {{ first_name }}', text: 'Hello {{ city }}' }] }),
    today: () => client.today.overview(),
    status: () => client.workspace.status(),
    'outbox: counts': () => client.sends.counts(),
    'people: counts': () => client.enrollments.counts({}),
    'people: counts of a sequence': () => client.enrollments.counts({ sequence: autumn }),
    'people: counts of a tag': () => client.enrollments.counts({ tag: 'newsletter' }),
    'people: counts of a search': () => client.enrollments.counts({ search: 'ada' }),
    'people: counts of mine': () => client.enrollments.counts({ seat: 'me' }),
    'people: counts of who waits': () => client.enrollments.counts({ waits: 'held' }),
    'replies: counts': () => client.incoming.counts(),
    'contacts: tags': () => client.contacts.tags(),
    'contacts: owners': () => client.contacts.owners(),
    'contacts: one': () => client.contacts.get({ public_id: found.contact }),
    'contacts: history': () => client.contacts.history({ public_id: found.contact }),
    'contacts: dossier': () => client.contacts.dossier({ public_id: found.contact }),
    'contacts: erasure foretold': () => client.contacts.erasure({ public_id: found.contact }),
    'contacts: merging foretold': () =>
      client.contacts.merging({ keep: found.twins[0] ?? '', merge: found.twins.slice(1) }),
    company: () => client.companies.get({ domain: 'example77.test' }),
    'calendar: a week': () => client.calendar.range({ from: '2026-04-06', to: '2026-04-12' } as never),
    'calendar: two months': () => client.calendar.range({ from: '2026-04-01', to: '2026-05-31' } as never),
    'calendar: senders': () => client.calendar.senders({ sequence: autumn }),
    'calendar: ics': () => client.calendar.ics({}),
    'calendar: numbers': () => client.calendar.numbers({}),
    sequences: () => client.sequences.list({} as never),
    sequence: () => client.sequences.get({ public_id: autumn }),
    'sequence: engagements': () => client.sequences.engagements({ public_id: autumn }),
    'sequence: variables': () => client.sequences.variables({} as never),
    'wizard: options': () => client.schedule.options({ sequence: 'Webinar' } as never),
    accounts: () => client.accounts.list(),
    'accounts: usage': () => client.accounts.usage(),
    'account: history': () => client.accounts.history({ public_id: found.account } as never),
    'account: deliverability': () => client.accounts.deliverability({ public_id: found.account } as never),
    unsure: () => client.unsure.list(),
    'an email': () => client.sends.get({ public_id: found.send }),
    'an answer': () => client.incoming.get({ public_id: found.incoming }),
    'an email: its text': () => client.sends.text({ public_id: found.planned }),
    'an email: as it leaves': () => client.sends.letter({ public_id: found.planned }),
    'an email: as it left': () => client.sends.letter({ public_id: found.send }),
    'an email: its attempts': () => client.sends.attempts({ public_id: found.send }),
    'an email: its clicks': () => client.sends.clicks({ public_id: found.send }),
    'contacts: dossier to hand over': () => client.contacts.dossier_pdf({ public_id: found.contact }),
    'contacts: notes': () => client.contact_notes.list({ contact: found.contact }),
    journal: () => client.workspace.journal(),
    doctor: () => client.workspace.doctor(),
    'sandbox: count': () => client.sandbox.count({}),
    account: () => client.accounts.get({ public_id: found.account }),
    safety: () => client.safety.status(),
    homes: () => client.homes.list(),
    snippets: () => client.snippets.list(),
    'wizard: who': () => client.schedule.audience({ sequence: 'Webinar', filter: { tag: 'vip' } }),
    'wizard: who, all': () => client.schedule.audience({ sequence: 'Webinar' }),
    'wizard: plan of few': () =>
      client.schedule.preview({ sequence: 'Webinar', filter: { tag: 'vip' }, calendar: true }),
    'wizard: review': () => client.schedule.review({ sequence: 'Webinar', filter: { tag: 'vip' } }),
    webhooks: () => client.webhooks.list(),
    diagnostics: () => client.workspace.diagnostics(),
    'removal foretold': () => client.removal.look(),
    fields: () => client.contact_fields.list(),
    views: () => client.views.list({ screen: 'contacts' }),
  }
}

/** What is gone through piece by piece, other work in between. */
export function longWork(client: Client, found: Things): Record<string, () => Promise<AsyncIterable<unknown>>> {
  return {
    duplicates: () => client.contacts.duplicates() as never,
    'tagging a third of all': () =>
      client.contacts.tag({
        filter: { where: { all: [{ field: 'own', name: 'plan', op: 'is', value: 'team' }] } },
        add: ['looked'],
      }) as never,
    'giving a sixth to another owner': () =>
      client.contacts.assign({ filter: { owner: 'dora@example.com' }, owner: 'cleo@example.com' }) as never,
    'suppressing all but one foretold': () =>
      client.contacts.suppress({ filter: { tag: 'newsletter', except: [found.contact] }, dry_run: true }) as never,
    'export of the suppression list': () => client.suppressions.export() as never,
    'export of refused rows': () => client.contacts.import_errors({ public_id: found.import }) as never,
    'export of everybody': () => client.contacts.export({ format: 'csv' }) as never,
    'undo of an import foretold': () =>
      client.contacts.import_undo({ public_id: found.import, dry_run: true }) as never,
  }
}
