/**
 * node test/kill/soak.ts --kills 3000 --seed 1 --workers 2 --for 600 --kept FILE
 *
 * Kills an engine with SIGKILL at random under load and starts it again on the same data folder, fifty times; lets it finish
 * and compares its ledger with the mail server's. That again and again, each round with a seed of its own. With `--points 25`
 * a round kills once at each named point of sending, filing and reading instead, and there are so many rounds. With `--kept`
 * it goes on after the rounds that were finished there; `--for` begins no round after so many seconds. The last line counts;
 * a fault names the round that repeats it: `--kills 50 --seed N`, or `--points 1 --seed N`.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { wholeNumber } from '../whole-number.ts'
import { buildHost } from './build.ts'
import { type Phase, startCampaign } from './campaign.ts'
import { checkCampaign } from './check.ts'
import { everyPoint, killAll, placeOf, randomKills } from './plan.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '3000' },
    points: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    for: { type: 'string', default: '0' },
    kept: { type: 'string' },
  },
})
const whole = (name: 'kills' | 'points' | 'seed' | 'workers' | 'for'): number => wholeNumber(name, values[name])
const [kills, points, seed, seconds] = [whole('kills'), whole('points'), whole('seed'), whole('for')]
/** Kills on one data folder. */
const each = 50
const rounds = points > 0 ? points : Math.ceil(kills / each)

interface Sum {
  /** Seeds of the rounds that are finished. */
  rounds: number[]
  run: number
  /** How the kills found the send path. */
  phases: Record<Phase, number>
  /** Kills by the place that was ordered. */
  places: Record<string, number>
  /** ms from starting the process to a running engine, of each start. */
  restarts: number[]
  states: Record<string, number>
  copies: number
  faults: string[]
}

const none: Sum = {
  rounds: [],
  run: 0,
  phases: { idle: 0, claimed: 0, 'text asked for': 0, 'text taken': 0 },
  places: {},
  restarts: [],
  states: {},
  copies: 0,
  faults: [],
}
const sum = values.kept && existsSync(values.kept) ? (JSON.parse(readFileSync(values.kept, 'utf8')) as Sum) : none

async function round(program: string, seed: number, count: number): Promise<void> {
  const campaign = await startCampaign(program, false, { mailboxes: points > 0 })
  try {
    await killAll(campaign, points > 0 ? everyPoint(seed) : randomKills(count, seed))
    const last = await campaign.finish()
    const { faults, states, copies } = checkCampaign(campaign)
    for (const { at, phase, ready } of campaign.kills) {
      sum.phases[phase]++
      if (points > 0) sum.places[placeOf(at)] = (sum.places[placeOf(at)] ?? 0) + 1
      sum.restarts.push(ready)
    }
    sum.restarts.push(last)
    for (const [state, n] of Object.entries(states)) sum.states[state] = (sum.states[state] ?? 0) + n
    sum.copies += copies
    note(faults)
  } catch (error) {
    note([(error as Error).message])
  } finally {
    await campaign.stop()
  }

  function note(faults: string[]): void {
    for (const fault of faults) console.log(`seed ${seed}: ${fault}`)
    sum.faults.push(...faults.map((fault) => `seed ${seed}: ${fault}`))
    sum.run += campaign.kills.length
    sum.rounds.push(seed)
    if (values.kept) writeFileSync(values.kept, JSON.stringify(sum))
    console.log(`${sum.run} kills, ${sum.faults.length} faults`)
  }
}

/** What all rounds found together. */
function report(): void {
  const total = Math.max(1, sum.run)
  for (const [phase, n] of Object.entries(sum.phases))
    console.log(`${phase.padEnd(15)}${String(n).padStart(6)} ${'█'.repeat(Math.round((40 * n) / total))}`)
  for (const [place, n] of Object.entries(sum.places)) console.log(`${place}: ${n}`)
  console.log(`while sending: ${sum.run - sum.phases.idle} of ${sum.run}`)
  const times = sum.restarts.toSorted((a, b) => a - b)
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(part * times.length))]
  const late = times.filter((ms) => ms > 3000).length
  console.log(`restart: median ${at(0.5)} ms, 99 % within ${at(0.99)} ms, longest ${at(1)} ms, ${late} over 3 s`)
  console.log(`emails: ${JSON.stringify(sum.states)}, copies taken: ${sum.copies}`)
  console.log(`seeds ${seed} to ${seed + rounds - 1}`)
  // by chance, but hardly: fewer would mean that the load was none
  const idle = points === 0 && sum.run >= 100 && sum.phases.idle > (2 * sum.run) / 3
  if (idle) console.log('less than a third of the kills found an email under way: that is no proof')
  console.log(`${sum.run} run, ${sum.faults.length} failed`)
  process.exitCode = sum.faults.length > 0 || idle ? 1 : 0
}

const orders = Array.from({ length: rounds }, (_, i) => ({
  seed: seed + i,
  count: Math.min(each, kills - i * each),
})).filter((order) => !sum.rounds.includes(order.seed))
const end = seconds > 0 ? performance.now() + 1000 * seconds : Number.POSITIVE_INFINITY
const program = await buildHost()
await Promise.all(
  Array.from({ length: Math.max(1, whole('workers')) }, async () => {
    for (let order = orders.shift(); order && performance.now() < end; order = orders.shift())
      await round(program, order.seed, order.count)
  }),
)
rmSync(program)
report()
