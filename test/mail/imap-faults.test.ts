import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ImapDeed, ImapPlace, ImapRule } from '../rig/imap-script.ts'
import { bare, modern, plain, silentOnUidNext } from '../rig/imap-script.ts'
import { minute, type Watched, watched } from '../rig/watched.ts'
import { size } from '../size.ts'

/**
 * A mailbox that is watched, on a server that goes wrong at each command in each way: afterwards everything that
 * answers us has come in, once, soon, over one connection at a time, and nothing in the mailbox is another than before.
 */

const places: ImapPlace[] = [
  'greeting',
  'capability',
  'login',
  'list',
  'select',
  'status',
  'search',
  'heads',
  'bodies',
  'idle',
  'done',
  'noop',
]

const deeds: Record<string, { do: ImapDeed; text?: string }> = {
  no: { do: 'no', text: 'not now' },
  bad: { do: 'bad', text: 'what was that' },
  bye: { do: 'bye', text: 'restarting' },
  drop: { do: 'drop' },
  reset: { do: 'reset' },
  partial: { do: 'partial' },
  hang: { do: 'hang' },
  vanish: { do: 'vanish' },
  garbage: { do: 'garbage' },
  'wrong tag': { do: 'wrong tag' },
  'long literal': { do: 'long literal' },
  'short literal': { do: 'short literal' },
  drip: { do: 'drip' },
  twice: { do: 'twice' },
}

type Case = [place: ImapPlace, deed: string]

/** Short where the server is going to be silent, which is waited for on the wall; long where a busy machine may be. */
const patient = { connect: 5_000, greeting: 300, command: 300, answer: 300 }

/** How long it may take until all has come in, ms of the story. */
function longest([place, deed]: Case): number {
  // Many wrong passwords in a row lock a mailbox at some providers: whoever is refused at the door waits two hours.
  if (place === 'login' && (deed === 'no' || deed === 'bad')) return 121 * minute
  // A connection that is dead without having ended is noticed by its silence, within two minutes.
  if (deed === 'vanish' || (place === 'idle' && (deed === 'hang' || deed === 'wrong tag'))) return 2 * minute
  return minute
}

const servers = { modern, plain, bare }
/** Only a server that can it is asked for it, and only one that doesn't tell unasked. */
const neverAsked: Record<keyof typeof servers, ImapPlace[]> = {
  modern: ['capability'],
  plain: [],
  bare: ['idle', 'done'],
}
const all = (Object.keys(servers) as (keyof typeof servers)[]).flatMap((server) =>
  places
    .filter((place) => !neverAsked[server].includes(place))
    .flatMap((place) => Object.keys(deeds).map((deed) => ({ server, place, deed }))),
)

/** Until it has been asked again whether there is anything new, where nobody is told. */
const asked = (server: string) => (server === 'bare' ? 5 * minute : 0)

let w: Watched

/** Everything that is owed has come in, once, and what the mailbox holds is what it held. */
function isInOrder(): void {
  expect(w.cameIn()).toEqual(w.owed())
  expect([w.rig.most(), w.rig.harm]).toEqual([1, []])
  const inbox = w.box.folder('INBOX')
  expect(w.cursors().find(({ folder }) => folder === 'INBOX')).toEqual({
    folder: 'INBOX',
    uid_validity: String(inbox.uidValidity),
    uid_next: inbox.uidNext,
    trouble: null,
  })
}

async function begin(capabilities: readonly string[]): Promise<void> {
  w = await watched(capabilities, patient)
  expect(await w.within(5 * minute, () => w.cursors().length === 2)).not.toBe(null)
}

/** Nothing stays open, and the last word was a polite one. */
async function end(): Promise<void> {
  w.rig.mark()
  await w.stop()
  expect(w.rig.events.map(({ event, text }) => `${event} ${text}`).slice(-2)).toEqual([
    'command LOGOUT',
    'close logout',
  ])
}

describe.each(Object.entries(servers))('%s', (server, capabilities) => {
  beforeAll(() => begin(capabilities))
  afterAll(end)
  // Every tenth, from another place each: all places and all deeds have their turn.
  const step = size(10, 1)
  const cases = all.flatMap((each, i): Case[] =>
    each.server === server && i % step === 0 ? [[each.place, each.deed]] : [],
  )

  test.each(cases)('at %s: %s', async (place, deed) => {
    w.rig.mark()
    w.rig.play([{ at: place, ...(deeds[deed] as { do: ImapDeed }) } as ImapRule])
    const isHit = () => w.rig.events.some(({ event }) => event === 'fault')
    w.reply()
    w.noise()
    w.reply('Junk')
    if (/greeting|capability|login|list/.test(place)) w.rig.restart()
    const took = await w.within(longest([place, deed]) + asked(server), () => isHit() && w.isWhole())
    expect(isHit(), 'it came to the place where the server goes wrong').toBe(true)
    w.rig.play([])
    w.reply()
    const after = await w.within(longest([place, deed]) + asked(server), w.isWhole)
    expect([took, after], `${w.s.logs.slice(-3).join('\n')}`).not.toContain(null)
    isInOrder()
  })
})

describe('what happens to a mailbox', () => {
  beforeEach(() => begin(modern))
  afterEach(end)
  const soon = async (most = 2 * minute) => {
    expect(await w.within(most, w.isWhole), w.s.logs.slice(-5).join('\n')).not.toBe(null)
    isInOrder()
  }

  test('the server vanishes while it is told nothing: a minute later that is noticed', async () => {
    w.rig.play([{ at: 'idle', do: 'vanish' }])
    w.reply()
    await w.within(minute, w.isWhole)
    w.reply()
    await soon()
  })

  test.each(['heads', 'bodies'] as const)('messages are deleted while %s are read', async (place) => {
    w.reply()
    const next = w.reply()
    w.forgive(w.owed().at(-1) as string)
    w.rig.play([{ at: place, do: 'mid', meanwhile: (box) => box.expunge('INBOX', next) }])
    w.reply()
    await soon()
  })

  test('the server is restarted while it tells what is new', async () => {
    w.rig.play([{ at: 'heads', do: 'mid', meanwhile: () => w.rig.restart() }])
    for (let i = 0; i < 5; i++) w.reply()
    await soon()
  })

  test('UIDs begin anew, with and without a connection', async () => {
    w.reply()
    w.box.renew('INBOX')
    w.reply()
    await soon()
    w.rig.play([{ at: 'greeting', do: 'drop', times: 3 }])
    w.rig.restart()
    w.reply()
    w.box.renew('INBOX')
    await soon()
  })

  test('a folder has another name, and then there is none any more', async () => {
    w.box.rename('Junk', 'Reclame')
    w.reply('Reclame')
    await soon(50 * minute)
    w.box.remove('Reclame')
    w.reply()
    await soon()
    w.box.add('Junk', '\\Junk')
    const isFound = () => w.cursors().some(({ folder, uid_next }) => folder === 'Junk' && uid_next === 1)
    // The list of folders is made anew every half hour, when there is a look anyway.
    expect(await w.within(50 * minute, isFound)).not.toBe(null)
    w.reply('Junk')
    await soon(16 * minute)
  })

  test('a message without a date of its own, one with a head of megabytes, and copies of one', async () => {
    w.reply('INBOX', { at: null })
    w.reply('INBOX', { head: `X-Long: ${'word '.repeat(400_000)}\r\nReferences: ${'<a@b.c> '.repeat(20_000)}\r\n` })
    const uid = w.reply()
    const message = w.box.folder('INBOX').messages.find((each) => each.uid === uid)
    if (message) for (const folder of ['INBOX', 'Junk', 'INBOX']) w.box.put(folder, message.raw)
    await soon()
  })

  test('a message that breaks the connection whenever it is read doesn’t stand before the others', async () => {
    w.rig.play([{ at: 'bodies', do: 'drop', times: 3 }])
    w.reply()
    w.reply()
    await soon(3 * minute)
  })

  test('a server that is too busy is left in peace, and nothing is lost', async () => {
    w.rig.play([{ at: 'heads', do: 'bad', text: 'Request is throttled. Suggested Backoff Time: 50 milliseconds' }])
    w.reply()
    await soon(6 * minute)
    w.rig.play([{ at: 'login', do: 'no', text: '[LIMIT] Too many simultaneous connections' }])
    w.rig.restart()
    w.reply()
    await soon(6 * minute)
  })

  test('after an outage of half an hour all comes in within a quarter of one', async () => {
    w.rig.play([{ at: 'greeting', do: 'drop', times: 999 }])
    w.rig.restart()
    w.reply()
    expect(await w.within(30 * minute, w.isWhole)).toBe(null)
    const tries = w.rig.events.filter(({ event }) => event === 'connect').length
    expect(tries).toBeLessThan(20)
    w.rig.play([])
    await soon(15 * minute)
  })

  test('a server that doesn’t say which UID comes next', async () => {
    w.rig.can([...modern, silentOnUidNext])
    w.rig.restart()
    for (let i = 0; i < 3; i++) {
      w.reply()
      await soon()
    }
    w.rig.can(modern)
  })
})
