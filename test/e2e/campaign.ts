/** A campaign of two senders and two steps through real mail servers, and what its recipients' mailbox holds afterwards. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FetchMessageObject, ImapFlow } from 'imapflow'
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import type { MailServers } from '../servers/mail-servers.ts'
import { waitFor } from '../servers/wait.ts'
import { type World, world } from '../work/world.ts'
import { audience, csvOf, type Person } from './audience.ts'

export const people = audience(200)
const personOf = new Map(people.map((person) => [person.address, person]))
const thursday = Date.parse('2026-11-26T07:00:00Z')
export const senders = [
  {
    address: 'alice@acme.test',
    name: 'Älice Ångström 🚀',
    reply_to: 'dave@customer.test',
    protocol: 'tls',
    weight: 75,
  },
  { address: 'bob@acme.test', name: 'Bob "the Builder", Möbel', reply_to: null, protocol: 'starttls', weight: 25 },
] as const
export const offer = {
  name: 'Angebot März 🎯.pdf',
  content: Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * i) >> 3)),
}

const steps = [
  {
    subject: 'Grüße aus Köln, {{ first_name | default: "Freund" }} 👋 ({{ number }})',
    html: '<p>Guten Tag {{ first_name | default: "du" }},</p>\n<p>läuft es bei {{ company }} in {{ city | default: "Ihrer Stadt" }}? <a href="https://acme.test/preise?a=1&amp;n={{ number }}">Preise</a> 💶</p>\n<p>.</p>',
    attachments: [{ name: offer.name, content: offer.content.toString('base64') }],
  },
  {
    subject: '',
    html: '<p>Noch einmal, {{ first_name | default: "du" }}: <b>{{ number }}</b> — {{ sender.name }}</p>',
    text: 'Noch einmal, {{ first_name | default: "du" }}: {{ number }}\n.\n..\nFrom {{ sender.name }} ✍️',
    delay: { days: 2, at: '14:00' },
  },
]

/** One email as it lay in the mailbox. */
export interface Arrival {
  mail: ParsedMail
  /** Unfolded header lines in their order, without those that servers on the way added. */
  headers: [name: string, value: string][]
  head: string
  imap: FetchMessageObject
  person: Person
  step: number
  sender: (typeof senders)[number]
}

type Client = ReturnType<World['engine']['client']>
type Preview = Awaited<ReturnType<Client['schedule']['preview']>>

export interface Campaign {
  world: World
  imported: { rows: number; imported: number; refused: unknown[] }
  /** What the servers said when the accounts were tried. */
  tested: { ok: boolean; words: string | null }[]
  planned: NonNullable<Preview['sends']>
  engaged: Awaited<ReturnType<Client['schedule']['engage']>>
  ledger: Awaited<ReturnType<Client['sends']['list']>>['rows']
  report: Awaited<ReturnType<Client['reports']['sequence']>>
  arrivals: Arrival[]
}

/** From the list to the last delivery. Whoever calls stops `world`. */
export async function runCampaign(servers: MailServers): Promise<Campaign> {
  const w = await world(thursday, { smtp: { ca: servers.imap.ca } })
  const client = w.engine.client()
  const imported = await importList(w, client)
  const tested = await connectSenders(servers, client)
  await client.sequences.create({ name: 'Grüße', steps })
  const choices = {
    sequence: 'Grüße',
    assign: 'selected' as const,
    senders: senders.map(({ address }) => ({ account: address })),
    start: '2026-11-26T09:00',
  }
  const preview = await client.schedule.preview({ ...choices, sends: true })
  const engaged = await client.schedule.engage({ ...choices, token: preview.token })
  await w.end()
  return {
    world: w,
    imported,
    tested,
    planned: preview.sends ?? [],
    engaged,
    ledger: (await client.sends.list({ limit: 500 })).rows,
    report: await client.reports.sequence({ sequence: 'Grüße' }),
    arrivals: await readMailbox(servers),
  }
}

async function importList(w: World, client: Client): Promise<Campaign['imported']> {
  const file = join(w.folder, 'list.csv')
  writeFileSync(file, csvOf(people))
  const reading = await client.contacts.import({ file })
  for (;;) {
    const step = await reading.next()
    if (step.done) return step.value
  }
}

async function connectSenders(servers: MailServers, client: Client): Promise<Campaign['tested']> {
  const tested = []
  for (const { address, name, reply_to, protocol, weight } of senders) {
    const { host, port } = protocol === 'tls' ? servers.submissions : servers.submission
    const password = servers.users[address] as string
    const reach = { smtp_host: host, smtp_port: port, smtp_protocol: protocol, username: address, password }
    const given = {
      from_email: address,
      from_name: name,
      reply_to_email: reply_to,
      percentage: weight,
      permits: ['role' as const],
      ...reach,
    }
    const { public_id } = await client.accounts.create(given)
    tested.push(await client.accounts.test({ public_id }))
    await client.accounts.activate({ public_id })
  }
  return tested
}

/** Signs in to somebody's mailbox and lets `use` look. */
export async function inboxOf<T>(servers: MailServers, user: string, use: (imap: ImapFlow) => Promise<T>): Promise<T> {
  const { host, port, ca } = servers.imap
  const auth = { user, pass: servers.users[user] as string }
  const imap = new ImapFlow({ host, port, secure: true, tls: { ca }, auth, logger: false })
  await imap.connect()
  try {
    await imap.mailboxOpen('INBOX')
    return await use(imap)
  } finally {
    await imap.logout()
  }
}

/** Everything in the mailbox, once nothing is on its way any more. */
function readMailbox(servers: MailServers): Promise<Arrival[]> {
  return inboxOf(servers, 'carol@customer.test', async (imap) => {
    await waitFor('Postfix to deliver all it took', async () => {
      const count = (pattern: RegExp) => servers.logs().match(pattern)?.length ?? 0
      const taken = count(/postfix\/qmgr\S*: \w+: from=</g)
      return taken >= 400 && count(/postfix\/qmgr\S*: \w+: removed/g) === taken
    })
    await imap.noop()
    const all = await imap.fetchAll('1:*', { source: true, envelope: true, bodyStructure: true })
    return Promise.all(all.map(arrivalOf))
  })
}

async function arrivalOf(imap: FetchMessageObject): Promise<Arrival> {
  if (!imap.source) throw new Error('an email without source')
  const mail = await simpleParser(imap.source)
  const head = imap.source.toString('latin1').split('\r\n\r\n')[0] as string
  const lines = head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')
  const headers = lines
    .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
    .filter(([name]) => !/^(Return-Path|Delivered-To|Received)$/.test(name))
  const person = personOf.get((mail.to as AddressObject).value[0]?.address ?? '')
  const sender = senders.find(({ address }) => address === mail.from?.value[0]?.address)
  if (!person || !sender) throw new Error(`an email that nobody sent or to nobody in the list:\n${head}`)
  return { mail, headers, head, imap, person, sender, step: mail.inReplyTo === undefined ? 1 : 2 }
}
