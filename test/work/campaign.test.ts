import { expect, it } from 'vitest'
import { numbers } from '../kill/plan.ts'
import { size } from '../size.ts'
import type { Deed, MailServer, Phase } from './mail-server.ts'
import { people, type Story, story } from './story.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SEED = Number(process.env.CADENZA_SEED ?? Date.now() % 1_000_000)
const RUNS = Number(process.env.CADENZA_RUNS ?? size(1, 25))
const MONDAY = Date.parse('2026-10-19T00:00:00Z')
const lengths = { second: 1000, minute: 60_000, hour: HOUR, day: DAY, week: 7 * DAY }

const faults: Record<Phase, Deed[]> = {
  connect: ['drop', '421 4.3.2 not now', '554 5.3.2 go away'],
  auth: [],
  mail: ['421 4.3.2 closing', 'drop', '550 5.4.5 Daily user sending limit exceeded'],
  rcpt: ['450 4.2.0 busy', '451 4.3.0 later', '550 5.1.1 no such user', '554 5.7.1 policy', 'drop'],
  data: ['451 4.3.0 later', 'drop', '554 5.7.1 no'],
  dot: ['451 4.3.0 later', 'drop', 'take-drop', '554 5.7.1 spam', 'take-drop', 'drop'],
}

/** Servers that misbehave for one occasion in sixteen. */
function misbehave(server: MailServer, draw: () => number): void {
  server.deed = ({ phase }) => {
    const list = faults[phase]
    if (draw() > 1 / 16) return undefined
    return list[Math.floor(draw() * list.length)]
  }
}

/** What happens to the people of this workspace in a month: they sleep, pause, come back and decide. */
async function month(s: Story, draw: () => number, accounts: string[], again: Map<string, number>): Promise<void> {
  for (let day = 0; day < 45; day++) {
    const noon = MONDAY + day * DAY + 10 * HOUR + Math.floor(draw() * 4 * HOUR)
    if (noon > s.now()) await s.goTo(noon)
    for (const account of await s.client.accounts.list())
      if (account.status === 'error' && account.resume_at === null && accounts.includes(account.public_id))
        await s.client.accounts.activate({ public_id: account.public_id })
    if (draw() < 0.15) s.clock.jump(Math.floor(draw() * 6 * HOUR))
    if (draw() < 0.1) {
      await s.client.workspace.pause()
      await s.goTo(s.now() + Math.floor(draw() * 3 * HOUR))
      await s.client.workspace.resume()
    }
    for (const open of await s.client.unsure.list()) {
      if (day < 35 && draw() < 0.5) continue
      const decision = (['sent', 'again', 'skip'] as const)[Math.floor(draw() * 3)] ?? 'skip'
      if (decision === 'again') again.set(open.message_id ?? '', (again.get(open.message_id ?? '') ?? 0) + 1)
      await s.client.unsure.settle({ public_id: open.public_id, decision: day < 35 ? decision : 'skip' })
    }
  }
}

const paris = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** I5: no window of any length over its limit, nothing outside the hours. */
function breaches(server: MailServer, limits: [keyof typeof lengths, number][]): string[] {
  const at = server.arrivals.map((a) => a.at).sort((a, b) => a - b)
  const found: string[] = []
  for (const [unit, count] of limits)
    for (let i = count; i < at.length; i++)
      if ((at[i] as number) - (at[i - count] as number) < lengths[unit])
        found.push(`more than ${count} a ${unit} from ${new Date(at[i - count] as number).toISOString()}`)
  for (const each of at) {
    const text = paris.format(each)
    const hour = Number(text.slice(-5, -3))
    if (/Sat|Sun/.test(text) || hour < 9 || hour >= 18) found.push(`${text} is outside the windows`)
  }
  return found
}

async function run(seed: number): Promise<void> {
  const draw = numbers(seed)
  const s = await story(MONDAY, { first: { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' } })
  const one = await s.account('one@example.com', { limits: ['20/hour', '70/day'] })
  const two = await s.account('two@example.com', { limits: ['1/minute', '30/hour', '60-90/day', '300/week'] })
  const names = [
    await s.engage({
      sender: 'one@example.com',
      contacts: people(60, 'one.test'),
      steps: [{ days: 1 }, { days: 2, at: '14:00' }],
    }),
    await s.engage({ sender: 'two@example.com', contacts: people(60, 'two.test'), steps: [{ days: 3 }], per_day: 40 }),
  ]
  for (const { server } of [one, two]) misbehave(server, draw)
  const again = new Map<string, number>()
  await month(s, draw, [one.id, two.id], again)
  for (const { server } of [one, two]) server.deed = () => undefined
  await s.goTo(s.now() + 25 * DAY)

  expect(
    breaches(one.server, [
      ['hour', 20],
      ['day', 70],
    ]),
  ).toEqual([])
  expect(
    breaches(two.server, [
      ['minute', 1],
      ['hour', 30],
      ['day', 90],
      ['week', 300],
    ]),
  ).toEqual([])
  const arrivals = [...one.server.arrivals, ...two.server.arrivals]
  for (const name of names) {
    const report = await s.client.reports.sequence({ sequence: name })
    expect(report).toMatchObject({ engaged: 60, conserved: true })
    expect(report.emails).toMatchObject({ planned: 0, sending: 0, unsure: 0 })
    const over = new Set(['finished', 'bounced', 'failed'])
    expect(Object.keys(report.enrollments).filter((state) => !over.has(state))).toEqual([])
    for (const send of await s.sends(name)) {
      const copies = arrivals.filter((a) => a.messageId === send.message_id && a.to === send.contact)
      const label = `${send.contact} step ${send.step} ${send.state}`
      // One, unless a person wanted it again; none where nothing was handed over.
      expect(copies.length, label).toBeLessThanOrEqual(1 + (again.get(send.message_id ?? '') ?? 0))
      if (send.state === 'sent' && send.reason === null) expect(copies.length, label).toBeGreaterThan(0)
      expect(new Set(copies.map((copy) => copy.raw)).size, label).toBeLessThanOrEqual(1)
      if (send.state === 'planned') expect(copies.length, label).toBe(0)
    }
  }
  const known = new Set((await Promise.all(names.map(s.sends))).flat().map((send) => send.message_id))
  expect(arrivals.filter((a) => !known.has(a.messageId))).toEqual([])
  const firsts = new Map(arrivals.map((a) => [a.messageId, a.at]))
  expect(firsts.size).toBeGreaterThan(200)
  await s.stop()
}

it(`keeps every limit, window and email through two months of trouble (seed ${SEED})`, async () => {
  for (let i = 0; i < RUNS; i++)
    await run(SEED + i).catch((error: Error) => {
      throw new Error(`seed ${SEED + i}: ${error.message}`, { cause: error })
    })
})
