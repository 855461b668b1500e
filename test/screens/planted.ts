/** Puts texts into every field that people, lists, colleagues and mail can fill. What is refused is counted, not skipped over. */
import type { Story } from '../work/story.ts'
import { comesBack } from './came-back.ts'
import type { Payload } from './payloads.ts'

export interface Planted {
  /** How many texts each field took, by its name. */
  taken: Record<string, number>
  /** How many each refused, in words and not by falling over. */
  refused: Record<string, number>
  /** What each payload's own pages are: contact, sequence, email, message that came back. */
  pages: { payload: Payload; paths: string[] }[]
}

const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
const parameter = (name: string, text: string): string =>
  `${name}*=utf-8''${encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** An answer whose name, subject, text, HTML and file are all the payload. */
const answer = ({ text }: Payload, to: { contact: string; sender: string; message_id: string | null }) => [
  `From: ${word(text)} <${to.contact}>`,
  `To: ${word(text)} <${to.sender}>`,
  `Subject: ${word(text)}`,
  `In-Reply-To: ${to.message_id ?? ''}`,
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  ...['--a', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', base64(text)],
  ...[
    '--a',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64(`<p>${text}</p>`),
  ],
  '--a--',
  '--m',
  `Content-Type: text/html; ${parameter('name', text)}`,
  `Content-Disposition: attachment; ${parameter('filename', text)}`,
  '',
  text.replace(/[\r\n]/g, ' '),
  '--m--',
]

/** A bounce whose server says the payload. */
const bounce = ({ text }: Payload, to: { contact: string; sender: string; message_id: string | null }) => [
  `From: ${word(text)} <MAILER-DAEMON@mx.example>`,
  `To: ${to.sender}`,
  `Subject: ${word(`Undelivered: ${text}`)}`,
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  '',
  text.replace(/[\r\n]/g, ' '),
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.example',
  '',
  `Final-Recipient: rfc822; ${to.contact}`,
  'Action: failed',
  'Status: 5.1.1',
  `Diagnostic-Code: smtp; 550 5.1.1 ${text.replace(/[\r\n]/g, ' ')}`,
  '',
  '--b',
  'Content-Type: text/rfc822-headers',
  '',
  `Message-ID: ${to.message_id ?? ''}`,
  `Subject: ${word(text)}`,
  '--b--',
]

const addressOf = ({ id }: Payload): string => `${id}@planted.example`

export async function plant(story: Story, payloads: Payload[]): Promise<Planted> {
  const { client } = story
  const planted: Planted = { taken: {}, refused: {}, pages: payloads.map((payload) => ({ payload, paths: [] })) }
  const into = async <T>(field: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      const made = await work()
      planted.taken[field] = (planted.taken[field] ?? 0) + 1
      return made
    } catch (error) {
      const { code, status } = error as { code?: string; status?: number }
      if (code === undefined || code === 'internal' || (status ?? 500) >= 500) throw error
      planted.refused[field] = (planted.refused[field] ?? 0) + 1
      return undefined
    }
  }
  await people(story, planted, into)
  await writing(story, planted, into)
  await names(story, payloads, into)
  await mail(story, planted, into)
  await into('workspace name', () => client.workspace.update({ name: payloads[0]?.text.slice(0, 100) ?? '' }))
  return planted
}

type Into = <T>(field: string, work: () => Promise<T>) => Promise<T | undefined>

async function people({ client }: Story, { pages }: Planted, into: Into): Promise<void> {
  for (const { payload, paths } of pages) {
    const { text } = payload
    const made = await into('contact', () =>
      client.contacts.create({
        address: addressOf(payload),
        first_name: text.slice(0, 200),
        last_name: text.slice(0, 200),
        company: text.slice(0, 300),
        fields: { dream: text },
      }),
    )
    if (!made) continue
    paths.push(`/contacts/${made.public_id}`)
    await into('note', () => client.contact_notes.add({ contact: made.public_id, text }))
    await into('tag', async () => {
      for await (const _ of await client.contacts.tag({ ids: [made.public_id], add: [text.slice(0, 60)] }));
    })
  }
}

async function writing({ client }: Story, { pages }: Planted, into: Into): Promise<void> {
  for (const { payload, paths } of pages) {
    const { id, text } = payload
    const made = await into('sequence', () =>
      client.sequences.create({
        name: `${id} ${text}`.slice(0, 200),
        steps: [{ subject: text, html: `<p>${text}</p>`, text, delay: undefined }],
      }),
    )
    if (made) paths.push(`/sequences/${made.public_id}`)
    await into('task', () =>
      client.sequences.create({
        name: `task ${id}`,
        steps: [
          { subject: 'first', text: 'Hello' },
          { kind: 'task', subject: text, note: text, delay: { days: 1 } },
        ],
      }),
    )
    await into('snippet', () => client.snippets.create({ name: `${id} ${text}`.slice(0, 80), html: text }))
  }
}

async function names({ client }: Story, payloads: Payload[], into: Into): Promise<void> {
  for (const { id, text } of payloads) {
    const short = `${id} ${text}`.slice(0, 100)
    await into('own field', () =>
      client.contact_fields.create({ name: `f_${id}`, label: short, type: 'choice', options: [text.slice(0, 200)] }),
    )
    await into('group', () => client.groups.create({ name: short }))
    await into('seat', () => client.seats.add({ name: short, address: `${id}@seats.example` }))
    await into('key', () => client.keys.create({ name: short }))
    await into('feed', () => client.calendar_feeds.create({ name: short }))
    await into('webhook', () =>
      client.webhooks.create({ name: short, url: `https://hooks.example/${encodeURIComponent(text)}` }),
    )
    await into('webhook address', () => client.webhooks.create({ name: short, url: text }))
    await into('view', () =>
      client.views.save({ screen: 'contacts', name: short.slice(0, 80), query: { search: text } }),
    )
    await into('suppression', () =>
      client.suppressions.add({ value: `${id}@never.example`, reason: text.slice(0, 300) }),
    )
    await into('request', () =>
      client.mailbox_requests.create({
        address: `${id}@haldenroux.example`,
        note: text.slice(0, 300),
        confirm_theirs: true,
        confirm_unlike: true,
      }),
    )
  }
}

/** Mailboxes are made with a server each: these are enough to see every field of one. */
const lastAccounts = 4

async function mail(story: Story, { pages }: Planted, into: Into): Promise<void> {
  const { client } = story
  const sender = 'anna@haldenroux.example'
  const { id: account } = await story.account(sender, { limits: ['1000/hour', '5000/day'], min_gap_seconds: 0 })
  for (const { payload, paths } of pages.slice(0, lastAccounts)) {
    const { id, text } = payload
    const other = await story.account(`${id}.box@haldenroux.example`)
    const change = async (more: { name?: string; from_name?: string; signature?: string; signature_html?: string }) => {
      const { version } = await client.accounts.get({ public_id: other.id })
      return client.accounts.update({ public_id: other.id, version, ...more })
    }
    paths.push(`/mailboxes/${other.id}`)
    await into('name of a mailbox', () => change({ name: text }))
    await into('sender’s name', () => change({ from_name: text }))
    await into('signature', () => change({ signature: text }))
    await into('signature with looks', () => change({ signature_html: text }))
    await into('alias', () =>
      client.aliases.add({
        public_id: account,
        email: `${id}.alias@haldenroux.example`,
        name: text,
        permits: ['role', 'more'],
        theirs: true,
        unlike: true,
      }),
    )
  }
  await client.sequences.create({
    name: 'to all',
    steps: [
      { subject: 'For {{ first_name }}', html: '<p>{{ first_name }} {{ dream }} {{ company }}</p>' },
      { subject: '', text: 'Once more', delay: { days: 5 } },
    ],
  })
  const contacts = pages
    .filter(({ paths }) => paths[0]?.startsWith('/contacts/'))
    .map(({ payload }) => addressOf(payload))
  await client.schedule.engage({ sequence: 'to all', contacts, senders: [{ account: sender }] })
  await story.goTo(story.now() + 8 * 3_600_000)
  const { rows } = await client.sends.list({ sequence: 'to all', tab: 'sent', limit: 500 })
  for (const [at, { payload, paths }] of pages.entries()) {
    const sent = rows.find(({ contact }) => contact === addressOf(payload))
    if (!sent) continue
    paths.push(`/outbox?tab=sent&open=${sent.public_id}`)
    await into('message', () => comesBack(story, sent, (to) => (at % 4 === 3 ? bounce : answer)(payload, to)))
  }
  const came = await client.incoming.list({ limit: 500 })
  for (const { payload, paths } of pages) {
    const message = came.rows.find(({ contact }) => contact === addressOf(payload))
    if (message) paths.push(`/replies?open=${message.public_id}`)
  }
}
