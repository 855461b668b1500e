import { afterEach, beforeEach, expect, test } from 'vitest'
import { rawOf } from '../rig/imap-mailbox.ts'
import { bare, type ImapDeed, type ImapPlace, type ImapRule, modern, plain } from '../rig/imap-script.ts'
import { minute, type Watched, watched } from '../rig/watched.ts'
import { size } from '../size.ts'

/**
 * Copies of sent mail on a server that goes wrong at APPEND: before the message, after it, and after it was filed without
 * anybody hearing of it. Each email ends in the Sent folder once, byte by byte as it was sent.
 */

const patient = { connect: 5_000, greeting: 300, command: 300, answer: 300 }
const deeds: ImapDeed[] = [
  'no',
  'bad',
  'bye',
  'drop',
  'reset',
  'partial',
  'hang',
  'garbage',
  'wrong tag',
  'drip',
  'twice',
]
const places: ImapPlace[] = ['append', 'literal', 'filed']
const servers = { modern, plain, bare }

let w: Watched
let mails = 0
/** What each email's copy is compared with: what the server for sending took, without its line that only SMTP adds. */
const taken = () => w.smtp.arrivals.map(({ messageId }) => messageId).sort()
const filed = (folder = 'Sent') =>
  w.box.folder(folder).messages.map((message) => /^Message-ID: *(\S+)/im.exec(rawOf(message).toString())?.[1] ?? '')

async function send(count = 1): Promise<void> {
  const contacts = Array.from({ length: count }, () => `c${++mails}@filed.test`)
  await w.s.engage({ sender: w.address, contacts })
  const before = w.smtp.arrivals.length
  expect(await w.within(3 * 60 * minute, () => w.smtp.arrivals.length === before + count)).not.toBe(null)
}

const isFiled = () => filed().length >= taken().length

async function begin(capabilities: readonly string[]): Promise<void> {
  w = await watched(capabilities, patient)
  expect(await w.within(5 * minute, () => w.cursors().length === 2)).not.toBe(null)
  // the first of all left before there was a mailbox to file it in
  w.smtp.arrivals.length = 0
}
beforeEach(() => begin(modern))
afterEach(() => w.stop())

const cases = Object.keys(servers).flatMap((server) =>
  places.flatMap((place) =>
    deeds.map((deed): [keyof typeof servers, ImapPlace, ImapDeed] => [server as never, place, deed]),
  ),
)
const step = size(14, 1)

test.each(cases.filter((_, i) => i % step === 0))('%s, at %s: %s', async (server, place, deed) => {
  w.rig.can(servers[server])
  w.rig.restart()
  w.rig.play([{ at: place, do: deed, text: '[UNAVAILABLE] not now' } as ImapRule])
  w.rig.mark()
  await send(2)
  const took = await w.within(24 * 60 * minute, isFiled)
  expect([took === null, w.rig.events.some(({ event }) => event === 'fault')]).toEqual([false, true])
  expect(filed().sort()).toEqual(taken())
  for (const message of w.box.folder('Sent').messages) {
    const raw = rawOf(message).toString('latin1')
    const id = /^Message-ID: *(\S+)/im.exec(raw)?.[1]
    expect(w.smtp.arrivals.find(({ messageId }) => messageId === id)?.raw).toBe(raw)
    expect([...message.flags]).toEqual(['\\Seen'])
  }
  // and nothing more comes of it
  await w.within(2 * 60 * minute, () => false)
  expect([filed().length, w.rig.most(), w.rig.harm]).toEqual([2, 1, []])
})

test('a mailbox that is full is said, and each copy is filed once there is room again', async () => {
  w.rig.play([{ at: 'append', do: 'no', text: '[OVERQUOTA] Quota exceeded', times: 99 }])
  w.rig.can(plain)
  w.rig.restart()
  await send(3)
  expect(await w.within(60 * minute, isFiled)).toBe(null)
  expect(w.s.engine.room.store.all('SELECT trouble FROM sent_copies')).toContainEqual({
    trouble: expect.stringMatching(/quota/i),
  })
  w.rig.play([])
  expect(await w.within(24 * 60 * minute, isFiled)).not.toBe(null)
  expect(filed().sort()).toEqual(taken())
})

test('where there is no Sent folder one is made, and everything is filed there', async () => {
  w.box.remove('Sent')
  await send(2)
  expect(await w.within(24 * 60 * minute, () => w.box.folders.has('Sent') && isFiled())).not.toBe(null)
  expect(filed().sort()).toEqual(taken())
})

test('a server that files what it sends is noticed, and nothing is filed twice', async () => {
  const before = w.smtp.beforeAnswer
  w.smtp.beforeAnswer = (arrival) => {
    w.box.put('Sent', Buffer.from(arrival.raw, 'latin1'), w.s.now(), ['\\Seen'])
    return before(arrival)
  }
  await send(3)
  await w.within(6 * 60 * minute, () => false)
  expect(filed().sort()).toEqual(taken())
  expect(w.s.engine.room.store.all('SELECT send_id FROM sent_copies')).toEqual([])
})

test('a connection that breaks after the message, whose copy is there all the same, settles by looking', async () => {
  w.smtp.once('dot', 'take-drop')
  w.smtp.beforeAnswer = (arrival) =>
    void w.box.put('Sent', Buffer.from(arrival.raw, 'latin1'), w.s.now() + 3 * minute, ['\\Seen'])
  w.rig.play([{ at: 'search', do: 'drop' }])
  await send(1)
  const states = () =>
    w.s.engine.room.store.all<{ state: string }>('SELECT state FROM sends ORDER BY id DESC LIMIT 1')[0]?.state
  expect(await w.within(70 * minute, () => states() === 'sent')).not.toBe(null)
  expect(w.smtp.arrivals).toHaveLength(1)
  expect(filed().length).toBe(1)
})
