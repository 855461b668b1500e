/** Where the gallery's pictures are taken: an address, and what is pressed there. Every scene begins on its own screen. */
import type { Page } from '@playwright/test'
import type { Story } from '../work/story.ts'

type Client = Story['client']
/** What a scene needs to know of the workspace it is taken in. */
export interface Places {
  sequence: string
  /** Not engaged yet. */
  next: string
  mailbox: string
  managed: string
  ramping: string
  broken: string
  contact: string
  sent: string
  planned: string
  unsure: string
  /** The email that was answered, and whoever answered. */
  answered: string
  answerer: string
  replies: Readonly<Record<'reply' | 'absence' | 'bounce' | 'opt_out' | 'complaint', string>>
}
export type Scene = [name: string, at: string | ((at: Places) => string), act?: (app: Page) => Promise<unknown>]

export async function placesOf(client: Client): Promise<Places> {
  const accounts = await client.accounts.list()
  const mailbox = (name: string) =>
    accounts.find(({ type, from_email }) => type !== 'managed' && from_email.startsWith(name))?.public_id ?? ''
  const sequences = await client.sequences.list()
  const sends = (state: 'sent' | 'unsure' | 'planned') => client.sends.list({ state, limit: 1 })
  const [sent, unsure, planned, contacts] = await Promise.all([
    sends('sent'),
    sends('unsure'),
    sends('planned'),
    client.contacts.list({ limit: 3 }),
  ])
  const came = (await client.incoming.list({ limit: 50 })).rows
  const of = (kind: string) => came.find((one) => one.kind === kind)
  const idOf = (kind: string) => of(kind)?.public_id ?? ''
  return {
    sequence: sequences.find(({ name }) => name === 'Autumn check-in')?.public_id ?? '',
    next: sequences.find(({ name }) => name === 'Winter letter')?.public_id ?? '',
    mailbox: mailbox('anna.lindqvist'),
    managed: accounts.find(({ type }) => type === 'managed')?.public_id ?? '',
    ramping: mailbox('ines'),
    broken: mailbox('anna@roux-archive'),
    contact: contacts.rows[2]?.public_id ?? '',
    sent: sent.rows[0]?.public_id ?? '',
    planned: planned.rows[0]?.public_id ?? '',
    unsure: unsure.rows[0]?.public_id ?? '',
    answered: of('reply')?.send_id ?? '',
    answerer: of('bounce')?.contact_id ?? '',
    replies: {
      complaint: idOf('complaint'),
      reply: idOf('reply'),
      absence: idOf('absence'),
      bounce: idOf('bounce'),
      opt_out: idOf('opt_out'),
    },
  }
}

const press = (name: string | RegExp) => (app: Page) => app.getByRole('button', { name }).first().click()
const dialog = (app: Page) => app.getByRole('dialog')
const theMailbox = ({ mailbox }: Places) => `/mailboxes/${mailbox}`

const daily: Scene[] = [
  ['today', '/'],
  ['sequences', '/sequences'],
  ['sequence', ({ sequence }) => `/sequences/${sequence}`],
  [
    'sequence-report-opted-out',
    ({ sequence }) => `/sequences/${sequence}?tab=report&state=unsubscribed`,
    (app) => app.getByRole('link', { name: 'Complaints' }).scrollIntoViewIfNeeded(),
  ],
  ['sequence-report', ({ sequence }) => `/sequences/${sequence}?tab=report`],
  ['calendar', '/calendar'],
  ['calendar-day', '/calendar?view=day'],
  ['calendar-month', '/calendar?view=month'],
  ['calendar-score', '/calendar?mode=score'],
  ['calendar-slot', '/calendar?slot=2026-11-12T10'],
  ['outbox', '/outbox'],
  ['outbox-waiting', '/outbox?tab=waiting'],
  ['outbox-refused', '/outbox?tab=refused'],
  ['outbox-email', ({ sent }) => `/outbox?open=${sent}`],
  ['outbox-unsure', ({ unsure }) => `/outbox?tab=needs_you&open=${unsure}`],
  ['outbox-answered', ({ answered }) => `/outbox?open=${answered}`],
  ['replies', '/replies'],
  ['replies-reply', ({ replies }) => `/replies?open=${replies.reply}`],
  ['replies-whole', ({ replies }) => `/replies?open=${replies.reply}`, press('Show the whole text')],
  ['replies-absence', ({ replies }) => `/replies?open=${replies.absence}`],
  ['replies-bounce', ({ replies }) => `/replies?open=${replies.bounce}`],
  [
    'replies-undone',
    ({ replies }) => `/replies?open=${replies.opt_out}`,
    async (app) => {
      await press('Undo')(app)
      await press('It was none')(app)
      await app.getByText(/^Undone by/).waitFor()
    },
  ],
  ['replies-undo-opt-out', ({ replies }) => `/replies?open=${replies.complaint}`, press('Undo')],
  [
    'replies-correct',
    ({ replies }) => `/replies?open=${replies.absence}`,
    async (app) => {
      await press('It was something else…')(app)
      await dialog(app).getByRole('radio', { name: 'A bounce' }).check()
    },
  ],
  ['replies-none-such', ({ sequence }) => `/replies?kind=delivered&sequence=${sequence}`],
  ['replies-gone', '/replies?open=nothing'],
  ['contacts', '/contacts'],
  ['contact-came-back', ({ answerer }) => `/contacts/${answerer}`, press('Why?')],
  ['contacts-suppressions', '/contacts?tab=suppressions'],
  ['contact', ({ contact }) => `/contacts/${contact}`],
  ['contacts-import', '/contacts/import'],
]

const people: Scene[] = [
  ['outbox-planned', ({ planned }) => `/outbox?open=${planned}`],
  ['people', '/people'],
  ['companies', '/contacts?tab=companies'],
  ['reports', '/reports'],
  ['reports-domains', '/reports?tab=domains'],
  ['reports-hours', '/reports?tab=hours'],
  ['sequence-edit', ({ next }) => `/sequences/${next}`],
  ['settings-outward', '/settings/outward'],
]

const mailboxes: Scene[] = [
  ['mailboxes', '/mailboxes'],
  ['mailbox', theMailbox],
  ['mailbox-foot', theMailbox, (app) => app.getByRole('region', { name: 'Remove' }).scrollIntoViewIfNeeded()],
  ['mailbox-managed', ({ managed }) => `/mailboxes/${managed}`],
  ['mailbox-ramping', ({ ramping }) => `/mailboxes/${ramping}`],
  ['mailbox-broken', ({ broken }) => `/mailboxes/${broken}`],
  ['mailbox-connection', theMailbox, press('Change connection…')],
  ['mailbox-limits', ({ ramping }) => `/mailboxes/${ramping}`, press('Change limits…')],
  [
    'mailbox-advanced',
    theMailbox,
    (app) => app.getByRole('region', { name: 'Advanced' }).getByRole('button', { name: 'Change…' }).click(),
  ],
  [
    'mailbox-alias',
    theMailbox,
    async (app) => {
      await press('Add an alias…')(app)
      await dialog(app).getByLabel('Address', { exact: true }).fill('sales@haldenroux.example')
      await dialog(app)
        .getByText('Permit this shared address')
        .waitFor({ timeout: 3000 })
        .catch(() => {})
    },
  ],
  ['mailbox-reading', theMailbox, press('Set up reading…')],
  [
    'mailbox-remove',
    ({ ramping }) => `/mailboxes/${ramping}`,
    async (app) => {
      await press('Remove this mailbox…')(app)
      await dialog(app).getByRole('table').waitFor()
    },
  ],
  [
    'mailbox-remove-move',
    ({ ramping }) => `/mailboxes/${ramping}`,
    async (app) => {
      await press('Remove this mailbox…')(app)
      await dialog(app).getByRole('radio', { name: 'Move them to another mailbox' }).check()
    },
  ],
  ['groups', '/mailboxes/groups'],
  ['group-change', '/mailboxes/groups', press('Change…')],
  ['group-remove', '/mailboxes/groups', press('Remove…')],
  ['connect', '/mailboxes/connect'],
  [
    'connect-server',
    '/mailboxes/connect',
    async (app) => {
      await app.getByLabel('Address you send from').fill('marc@haldenroux.example')
      await app.getByRole('radio', { name: /Another mail server/ }).check({ force: true })
      await press('Continue')(app)
    },
  ],
  [
    'connect-app-password',
    '/mailboxes/connect',
    async (app) => {
      await app.getByLabel('Address you send from').fill('anna@gmail.com')
      await app.getByRole('radio', { name: /Gmail/ }).check({ force: true })
      await press('Continue')(app)
    },
  ],
  ['requests', '/requests'],
  [
    'requests-ask',
    '/requests',
    async (app) => {
      await press('Ask for a mailbox')(app)
      await dialog(app).getByLabel('Address').fill('xy@else.example')
    },
  ],
  ['requests-approve', '/requests', press('Approve hello@haldenroux.example')],
  ['requests-decline', '/requests', press(/^Decline hello/)],
  ['requests-grant', '/requests', press(/^Grant/)],
  ['domains', '/domains'],
  ['domains-add', '/domains', press('Add domain')],
  ['domains-public-name', '/domains', press('Set a public name…')],
]

const settings: Scene[] = [
  ...['workspace', 'hours', 'policy', 'seats', 'suppression', 'sign-in', 'secrets', 'keys', 'appearance', 'about'].map(
    (section): Scene => [`settings-${section}`, `/settings/${section}`],
  ),
  ['settings-seat-new', '/settings/seats', press('Add a seat…')],
  ['settings-key-new', '/settings/keys', press('New key…')],
]

const frame: Scene[] = [
  ['sandbox', '/sandbox'],
  ['wizard-contacts', ({ next }) => `/schedule/${next}`],
  ['wizard-senders', ({ next }) => `/schedule/${next}?step=senders`],
  ['wizard-when', ({ next }) => `/schedule/${next}?step=when`],
  ['wizard-summary', ({ next }) => `/schedule/${next}?step=summary`],
  ['palette', '/', (app) => app.keyboard.press('Control+k')],
  ['keys', '/', (app) => app.keyboard.press('?')],
  ['astray', '/nowhere'],
]

/** The workspace in the middle of its work, screen by screen. */
export const full: Readonly<Record<string, readonly Scene[]>> = { daily, people, mailboxes, settings, frame }

/** Every dialog of the newer screens, by where it is and the button that opens it. */
export const dialogs: readonly [at: Scene[1], opener: string | RegExp][] = [
  [theMailbox, 'Change connection…'],
  [theMailbox, 'Change limits…'],
  [theMailbox, 'Change…'],
  [theMailbox, 'Add an alias…'],
  [theMailbox, 'Remove anna@haldenroux.example'],
  [theMailbox, 'Set up reading…'],
  [theMailbox, 'Remove this mailbox…'],
  [({ broken }) => `/mailboxes/${broken}`, 'Enter the password…'],
  ['/mailboxes', 'Limits…'],
  ['/mailboxes/groups', 'New group…'],
  ['/mailboxes/groups', 'Change…'],
  ['/mailboxes/groups', 'Remove…'],
  ['/requests', 'Ask for a mailbox…'],
  ['/requests', 'Approve hello@haldenroux.example'],
  ['/requests', 'Decline hello@haldenroux.example'],
  ['/requests', 'Withdraw hello@haldenroux.example'],
  ['/requests', /^Grant/],
  ['/domains', 'Add domain…'],
  ['/domains', 'Set a public name…'],
  ['/domains', 'Remove…'],
  ['/settings/seats', 'Add a seat…'],
  ['/settings/keys', 'New key…'],
]

/** A workspace nobody has put anything in yet. */
export const empty: readonly Scene[] = [
  ['empty-today', '/'],
  ['empty-sequences', '/sequences'],
  ['empty-sequence', '/sequences/new'],
  ['empty-calendar', '/calendar'],
  ['empty-outbox', '/outbox'],
  ['empty-replies', '/replies'],
  ['empty-contacts', '/contacts'],
  ['empty-mailboxes', '/mailboxes'],
  ['empty-groups', '/mailboxes/groups'],
  ['empty-requests', '/requests'],
  ['empty-domains', '/domains'],
  ['empty-sandbox', '/sandbox'],
  ['empty-settings-keys', '/settings/keys'],
  ['empty-settings-delegation', '/settings/delegation'],
  ['empty-settings-exchange', '/settings/exchange'],
  ['empty-settings-backups', '/settings/backups'],
  ['empty-settings-safety', '/settings/safety'],
  ['empty-join', '/join'],
  ['empty-admit', '/admit'],
  ['empty-letter', '/letter'],
  ['tour', '/tour'],
]
