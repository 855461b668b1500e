import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { withMailbox } from '../servers/sent-folder.ts'
import { waitFor } from '../servers/wait.ts'
import { absence, complaint, letter } from '../work/returned.ts'
import { type Story, story } from '../work/story.ts'
import { scratch } from '../work/world.ts'

/**
 * What comes back, as it happens to somebody: two emails planned for each of ten people, through a real Postfix and
 * Dovecot. The notices are Postfix's own, people's answers come by SMTP, the mailbox tells of them by itself (IDLE), and the
 * engine is stopped while some are still on their way.
 */

const alice = 'alice@acme.test'
// the servers stamp what they take in with the time of the day, so the story happens now
const nine = Math.ceil((Date.now() + HOUR) / HOUR) * HOUR
const at = (name: string) => `carol+${name}@customer.test`
const everybody = {
  reply: at('reply'),
  mistaken: at('mistaken'),
  away: at('away'),
  stop: at('stop'),
  button: at('button'),
  spam: at('spam'),
  quiet: at('quiet'),
  unknown: 'nobody-here@customer.test',
  nowhere: 'hank@nowhere.test',
  late: 'sam@late.test',
}
type Name = keyof typeof everybody
const names = Object.keys(everybody) as Name[]
const nameOf = (address: string | null) => names.find((name) => everybody[name] === address) ?? `?${address}`

let servers: MailServers
let folder: string
let s: Story
beforeAll(async () => {
  servers = await startMailServers()
  folder = mkdtempSync(join(scratch, 'cadenza-'))
})
afterAll(async () => {
  await s?.stop()
  await servers?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens the workspace in `folder`, with what the keychain of the engine before it holds. */
async function start(now: number, before?: Story): Promise<void> {
  s = await story(now, {
    folder,
    first: { zone: 'UTC', seatName: 'Alice', seatAddress: alice },
    smtp: { ca: servers.imap.ca },
    ...(before && { keychain: before.engine.room.ports.keychain }),
  })
}

async function connectAlice() {
  const { client } = s
  await client.workspace.update({ windows: ['mon-sun 00:00-24:00'], holidays: null })
  const password = servers.users[alice] as string
  const { public_id } = await client.accounts.create({
    from_email: alice,
    smtp_host: servers.submissions.host,
    smtp_port: servers.submissions.port,
    smtp_protocol: 'tls',
    username: alice,
    password,
    imap_host: servers.imap.host,
    imap_port: servers.imap.port,
  })
  expect(await client.accounts.test({ public_id })).toMatchObject({ ok: true })
  await client.accounts.activate({ public_id })
}

interface Mail {
  name: Name
  id: string
  answers: string | undefined
  subject: string | undefined
  unsubscribe: string
}

const read = (user: string, folder: string): Promise<Mail[]> =>
  withMailbox(servers, user, async (imap) => {
    const { exists } = await imap.mailboxOpen(folder, { readOnly: true })
    if (exists === 0) return []
    const all = await imap.fetchAll('1:*', { envelope: true, headers: ['list-unsubscribe'] })
    return all.map(({ envelope, headers }) => ({
      name: nameOf(envelope?.to?.[0]?.address ?? null) as Name,
      id: envelope?.messageId ?? '',
      answers: envelope?.inReplyTo || undefined,
      subject: envelope?.subject,
      unsubscribe: /<(mailto:[^>]+)>/.exec(String(headers).replace(/\r\n\s/g, ''))?.[1] ?? '',
    }))
  })
const delivered = () => read('carol@customer.test', 'INBOX')

/** Hands a message to Postfix, as the server of whoever wrote it does. */
async function mail(raw: string, from = 'carol@customer.test'): Promise<void> {
  const { host, port } = servers.smtp
  const transport = nodemailer.createTransport({ host, port, ignoreTLS: true })
  await transport.sendMail({ envelope: { from, to: [alice] }, raw })
}

const cameBack = async () => {
  const { rows } = await s.client.incoming.list({ limit: 500 })
  return rows
    .map(({ kind, hard, contact, step }) => `${nameOf(contact)}: ${hard ? 'hard ' : ''}${kind} to ${step}`)
    .sort()
}
const until = (count: number) =>
  waitFor(`${count} messages to be taken in`, async () => (await cameBack()).length >= count).catch(async (error) => {
    throw new Error(`${error}\n${await cameBack()}\n${s.logs.slice(-20).join('\n')}`)
  })
const endings = async (sequence: string) => {
  const { rows } = await s.client.enrollments.list({ sequence, limit: 500 })
  return Object.fromEntries(rows.map(({ contact, state }) => [nameOf(contact), state]))
}
const listed = async () => {
  const { rows } = await s.client.suppressions.list({})
  return rows.map(({ value, source }) => `${nameOf(value)}: ${source}`).sort()
}

it('whoever answers, bounces or objects gets nothing more, once and for all, and everybody else gets all', async () => {
  await start(nine - 30 * MINUTE)
  await connectAlice()
  const contacts = Object.values(everybody)
  const sequence = await s.engage({ sender: alice, contacts, steps: [{ days: 1 }] })
  await s.goTo(nine + HOUR)

  // Time stands still from here: whatever is noticed, the mailbox told by itself. Postfix's own notices first.
  await until(3)
  expect(await cameBack()).toEqual(['late: delay to 1', 'nowhere: bounce to 1', 'unknown: hard bounce to 1'])
  const first = new Map((await delivered()).map((m) => [m.name, m]))
  const to = (name: Name) => first.get(name) as Mail
  expect([...first.keys()].sort()).toEqual(['away', 'button', 'mistaken', 'quiet', 'reply', 'spam', 'stop'])

  const back = new Date(s.now() + 2 * DAY)
  const day = `${back.getUTCDate()} ${back.toLocaleString('en', { month: 'long', timeZone: 'UTC' })} ${back.getUTCFullYear()}`
  const plain = (name: Name, text: string, more = {}) =>
    letter({ from: everybody[name], to: alice, text, answers: [to(name).id], ...more })
  await mail(plain('reply', 'Yes, call me.\r\n\r\n> Hello'))
  await mail(plain('mistaken', 'I am not the right person, but my colleague may be.'))
  await mail(absence(everybody.away, alice, `I am away and will be back on ${day}.`, [to('away').id]), '')
  await mail(letter({ from: 'stranger@customer.test', to: alice, subject: 'Lunch?', text: 'On Friday?' }))
  await until(6)

  // The engine goes down while more is on its way, and stays down while the rest comes.
  await mail(plain('stop', 'stop'))
  await s.stop()
  const wish = new URL(to('button').unsubscribe)
  const subject = wish.searchParams.get('subject') ?? ''
  expect([wish.pathname, subject]).toEqual([alice, expect.stringMatching(/^unsubscribe \w{16}$/)])
  await mail(letter({ from: everybody.button, to: alice, subject, text: '' }))
  await mail(complaint(alice, everybody.spam, to('spam').id))
  await start(s.now(), s)
  await s.settle()
  await until(9)
  const all = [
    'away: absence to 1',
    'button: opt_out to 1',
    'late: delay to 1',
    'mistaken: reply to 1',
    'nowhere: bounce to 1',
    'reply: reply to 1',
    'spam: complaint to 1',
    'stop: opt_out to 1',
    'unknown: hard bounce to 1',
  ]
  expect(await cameBack()).toEqual(all)
  expect(await listed()).toEqual(['button: opt_out', 'spam: complaint', 'stop: opt_out', 'unknown: bounce'])
  const stopped = { stop: 'unsubscribed', button: 'unsubscribed', spam: 'unsubscribed', unknown: 'bounced' }
  const goOn = { away: 'active', quiet: 'active', nowhere: 'active', late: 'active' }
  expect(await endings(sequence)).toEqual({ ...goOn, ...stopped, reply: 'replied', mistaken: 'replied' })

  // One answer meant nothing: taken back, its next email is planned again.
  const [wrong] = (await s.client.incoming.list({ contact: everybody.mistaken })).rows
  expect(await s.client.incoming.undo({ public_id: wrong?.public_id ?? '' })).toMatchObject({ state: 'undone' })

  await s.goTo(nine + DAY + 2 * HOUR)
  await waitFor('the second emails to arrive', async () => (await delivered()).length >= 9)
  expect((await s.send(sequence, everybody.away, 2)).at.slice(0, 10)).toBe(back.toISOString().slice(0, 10))
  // the day of return may be that after, where it is late now
  await s.goTo(Math.max(nine + 2 * DAY, Math.floor(back.getTime() / DAY + 1) * DAY) + 2 * HOUR)
  await waitFor('the last email to arrive', async () => (await delivered()).length >= 10)
  const second = (await delivered()).filter(({ name, id }) => first.get(name)?.id !== id)
  expect(second.map(({ name, answers, subject }) => ({ name, answers, subject }))).toEqual(
    expect.arrayContaining(
      (['quiet', 'mistaken', 'away'] as const).map((name) => ({
        name,
        answers: to(name).id,
        subject: `Re: ${to(name).subject}`,
      })),
    ),
  )
  expect(second).toHaveLength(3)

  // The Sent folder has what left, each once; nothing in the mailbox was touched; the sums are right.
  const left = (await s.sends(sequence)).filter(({ state }) => state === 'sent')
  const copies = await read(alice, 'Sent')
  expect(copies.map(({ id }) => id).sort()).toEqual(left.map(({ message_id }) => message_id ?? '').sort())
  expect(await s.states(sequence)).toEqual({ sent: 15, withdrawn: 5 })
  expect(await s.client.reports.sequence({ sequence })).toMatchObject({ engaged: 10, conserved: true })
  const inbox = await withMailbox(servers, alice, async (imap) => {
    await imap.mailboxOpen('INBOX', { readOnly: true })
    return (await imap.fetchAll('1:*', { flags: true })).filter(({ flags }) => flags?.has('\\Seen'))
  })
  expect(inbox).toEqual([])
  expect((await cameBack()).filter((line) => line.endsWith(' to 1'))).toEqual(all)
})
