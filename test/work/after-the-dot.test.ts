import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ImapRig, startImapServer } from '../rig/imap-server.ts'
import { size } from '../size.ts'
import type { Arrival, Deed, Silence } from './mail-server.ts'
import { type Story, story } from './story.ts'

/**
 * The one moment where email itself can't tell: the message has left, and no answer came. Every way it can end, by every
 * way a copy can (or can't) turn up in the Sent folder. The mail server's list of what it took is the oracle.
 */

const minute = 60_000
const nine = Date.parse('2026-11-23T08:00:00Z')
const silences: Silence[] = ['drop', 'hang', 'reset']

/** How the copy of what was taken turns up. */
const ways = {
  'at once': { after: 0, change: (raw: string) => raw },
  late: { after: 12 * minute, change: (raw: string) => raw },
  'very late': { after: 50 * minute, change: (raw: string) => raw },
  'after the last look': { after: 70 * minute, change: (raw: string) => raw },
  'another id, the old one kept by Microsoft': {
    after: 0,
    change: (raw: string) => renamed(raw, 'X-Microsoft-Original-Message-ID'),
  },
  'another id, the old one kept by Google': {
    after: 2 * minute,
    change: (raw: string) => renamed(raw, 'X-Google-Original-Message-ID'),
  },
  'another id, only our mark kept': { after: 0, change: (raw: string) => renamed(raw, null) },
  'our mark dropped': { after: 0, change: (raw: string) => raw.replace(/^X-Cadenza-Send-Id:.*\r\n/m, '') },
} as const
type Way = keyof typeof ways

/** A server that puts its own id in the place of ours; where it says nothing, only our mark is left. */
function renamed(raw: string, kept: string | null): string {
  const id = /^Message-ID: *(\S+)/im.exec(raw)?.[1] ?? ''
  const own = raw.replace(/^Message-ID:.*$/im, `Message-ID: <own-${id.slice(1, 12)}@server.test>`)
  return kept === null ? own : `${kept}: ${id}\r\n${own.replace(/^X-Cadenza-Send-Id:.*\r\n/m, '')}`
}

interface Case {
  contact: string
  silence: Silence
  taken: boolean
  way: Way
}

let rig: ImapRig
let s: Story
const outcomes: { files: string; silence: Silence; taken: boolean; way: Way; state: string; copies: number }[] = []

beforeAll(async () => {
  s = await story(nine - 30 * minute, { smtp: { timeouts: { termination: 150 } } })
  rig = await startImapServer(s.now)
})
afterAll(async () => {
  await s.stop()
  await rig.stop()
})

const boxOf = new Map<string, ReturnType<ImapRig['mailbox']>>()

/** An account whose server files (or doesn't), and one email of each case from it. */
async function campaign(address: string, cases: Case[], first: number, filesSent: boolean) {
  const box = rig.mailbox(address, 'read-pw')
  box.add('Sent', '\\Sent')
  boxOf.set(address, box)
  const made = await s.account(address, { password: 'story-pw', min_gap_seconds: 301 })
  await s.client.accounts.update({
    public_id: made.id,
    imap_host: rig.host,
    imap_port: rig.port,
    imap_protocol: 'none',
    imap_password: 'read-pw',
  })
  const byContact = new Map(cases.map((one) => [one.contact, one]))
  made.server.deed = ({ phase, to }): Deed => {
    const one = phase === 'dot' ? byContact.get(to) : undefined
    return one && (one.taken ? `take-${one.silence}` : one.silence)
  }
  made.server.beforeAnswer = (arrival) => filed(box, arrival, filesSent, byContact.get(arrival.to))
  const plain = Array.from({ length: first }, (_, n) => `first${n}-${address.replace('@', '-')}@plain.test`)
  const name = await s.engage({ sender: address, contacts: [...plain, ...cases.map(({ contact }) => contact)] })
  return { ...made, name, cases, address }
}

function filed(box: ReturnType<ImapRig['mailbox']>, { raw }: Arrival, filesSent: boolean, one?: Case): void {
  if (!filesSent) return
  const { after, change } = ways[one?.way ?? 'at once']
  const put = () => void box.put('Sent', Buffer.from(change(raw), 'latin1'), s.now(), ['\\Seen'])
  if (after === 0) put()
  else void s.clock.until(s.now() + after).then(put)
}

const filesOf = async (id: string) => {
  const usage = await s.client.accounts.usage()
  return usage.find(({ public_id }) => public_id === id)?.copies?.files
}

type Campaign = Awaited<ReturnType<typeof campaign>>

async function judged({ name, cases, server }: Campaign, files: string): Promise<void> {
  const sends = await s.sends(name)
  for (const one of cases) {
    const state = sends.find(({ contact }) => contact === one.contact)?.state ?? 'gone'
    const copies = server.arrivals.filter(({ to }) => to === one.contact).length
    outcomes.push({ files, silence: one.silence, taken: one.taken, way: one.way, state, copies })
  }
}

const madeFrom = (address: string, list: readonly { way: Way; taken: boolean; silence: Silence }[]): Case[] =>
  list.map((one, n) => ({ ...one, contact: `c${n}-${address.replace('@', '-')}@dot.test` }))

const rounds = size(1, 8)
const names = Object.keys(ways) as Way[]
const both = silences.flatMap((silence) => [true, false].map((taken) => ({ silence, taken, way: 'at once' as const })))
/** Every way with every silence; in npm test each way once, and each silence. */
const all =
  size(0, 1) === 1
    ? silences.flatMap((silence) => [true, false].flatMap((taken) => names.map((way) => ({ silence, taken, way }))))
    : [
        ...names.map((way, n) => ({ silence: silences[n % 3] as Silence, taken: true, way })),
        ...both.filter(({ taken }) => !taken),
      ]
const unlearned = both.slice(0, size(2, 6))

it(
  'settles by itself what the server filed, says what it can not tell, and sends nothing twice',
  async () => {
    for (let round = 0; round < rounds; round++) {
      // from Monday to Friday, as nothing leaves at weekends
      await s.goTo(nine + (round + 2 * Math.floor(round / 5)) * 24 * 60 * minute - 30 * minute)
      const known = `server${round}@acme.test`
      const ours = `client${round}@acme.test`
      const start = s.now()
      const server = await campaign(known, madeFrom(known, all), 1, true)
      const client = await campaign(ours, madeFrom(ours, both), 4, false)
      const unknown = await Promise.all(
        unlearned.map((one) => {
          const address = `unknown-${one.silence}-${one.taken}-${round}@acme.test`
          return campaign(address, madeFrom(address, [one]), 0, one.taken)
        }),
      )
      await s.goTo(start + 30 * minute + 50 * minute)
      expect([await filesOf(server.id), await filesOf(client.id)]).toEqual(['server', 'client'])
      // each email has five minutes of its own, and the last an hour and more after it
      await s.goTo(start + (all.length * 6 + 120) * minute)
      await judged(server, 'server')
      await judged(client, 'client')
      for (const each of unknown) await judged(each, 'unknown')
      for (const { id } of [server, client, ...unknown]) await s.client.accounts.deactivate({ public_id: id })
    }
    const wrong = outcomes.filter(
      ({ state, taken, copies }) => copies > 1 || (state === 'sent' && !taken) || !/^(sent|unsure)$/.test(state),
    )
    const filedByServer = outcomes.filter(({ files, taken }) => files === 'server' && taken)
    const settled = filedByServer.filter(({ state }) => state === 'sent')
    console.log(
      `after the dot: ${outcomes.length} cases, ${wrong.length} wrong, ${settled.length} of ${filedByServer.length} settled by themselves where the server files Sent`,
    )
    expect(wrong).toEqual([])
    expect(settled.length / filedByServer.length).toBeGreaterThanOrEqual(0.99)
    const told = (which: string, taken: boolean) => [
      ...new Set(outcomes.filter((each) => each.files === which && each.taken === taken).map(({ state }) => state)),
    ]
    expect([told('server', false), told('client', true), told('client', false)]).toEqual([
      ['unsure'],
      ['unsure'],
      ['unsure'],
    ])
    expect([told('unknown', true), told('unknown', false)]).toEqual([['sent'], ['unsure']])
    const open = await s.client.unsure.list()
    const verdicts = Map.groupBy(open, ({ settling }) => `${settling?.files}: ${settling?.verdict.split('.')[0]}`)
    expect([...verdicts.keys()].sort()).toEqual([
      'client: This server leaves it to mail programs to file sent mail, so its Sent folder can not tell',
      'server: Not in Sent after 60 minutes: probably it did not leave',
      'unknown: Not in Sent after 60 minutes',
    ])
    expect(open.every(({ settling }) => settling?.next_at === null)).toBe(true)
    // one copy of each email that was answered, and none of ours where the server files
    for (const [address, box] of boxOf) {
      const ids = box.folder('Sent').messages.map(({ raw }) => /^X-Cadenza-Send-Id: *(\S+)/im.exec(String(raw))?.[1])
      const known = ids.filter((id) => id !== undefined)
      expect([address, known.length]).toEqual([address, new Set(known).size])
    }
  },
  size(120_000, 3_600_000),
)
