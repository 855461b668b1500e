/**
 * node test/queue/soak.ts --kills 1000 --mails 20000 --accounts 200 --seed 1 --for 600 --kept FILE
 *
 * Three sender hosts on a PostgreSQL, killed with SIGKILL at named points and at random, a hundred times a round, while a
 * workspace hands emails in and a ledger server takes them; their clocks a minute apart, the database restarted and killed,
 * its cable to a host pulled (as root on Linux; else that is left out, and said). Then they finish, and what was reported is
 * compared with the ledger (check.ts). Each round has a seed and servers of its own. With `--kept` it goes on after the rounds
 * that were finished there; `--for` begins no round after so many seconds. The last line counts; a fault names the round that
 * repeats it: `--kills 100 --mails 2000 --seed N`.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildHost } from '../kill/build.ts'
import { wholeNumber } from '../whole-number.ts'
import { startCampaign } from './campaign.ts'
import { check } from './check.ts'
import { canLay } from './network.ts'
import { ordersOf } from './orders.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    mails: { type: 'string', default: '20000' },
    accounts: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    for: { type: 'string', default: '0' },
    kept: { type: 'string' },
  },
})
const whole = (name: 'kills' | 'mails' | 'accounts' | 'seed' | 'workers' | 'for'): number =>
  wholeNumber(name, values[name])
const [kills, mails, accounts, seed, seconds] = [
  ...[whole('kills'), whole('mails'), whole('accounts'), whole('seed'), whole('for')],
] as [number, number, number, number, number]
/** Kills in one round. */
const each = 100
const hosts = 3
const rounds = Math.ceil(kills / each)
const apart = canLay()

interface Sum {
  /** Seeds of the rounds that are finished. */
  rounds: number[]
  run: number
  ends: Record<string, number>
  blows: Record<string, number>
  emails: number
  accepted: number
  unsure: number
  copies: number
  faults: string[]
}

const none: Sum = { rounds: [], run: 0, ends: {}, blows: {}, emails: 0, accepted: 0, unsure: 0, copies: 0, faults: [] }
const sum = values.kept && existsSync(values.kept) ? (JSON.parse(readFileSync(values.kept, 'utf8')) as Sum) : none

const add = (to: Record<string, number>, more: Readonly<Record<string, number>>) => {
  for (const [name, n] of Object.entries(more)) to[name] = (to[name] ?? 0) + n
}

async function round(program: string, at: number): Promise<void> {
  const campaign = await startCampaign({ program, seed: at, accounts, mails: Math.ceil(mails / rounds), hosts, apart })
  const faults: string[] = []
  try {
    const orders = ordersOf(at, { kills: Math.min(each, kills), outages: 6, cuts: apart ? 16 : 0, hosts })
    const left = await campaign.run(orders)
    const found = check(left)
    faults.push(...found.faults)
    sum.emails += left.emails.length
    add(sum as unknown as Record<string, number>, {
      accepted: found.accepted,
      unsure: found.unsure,
      copies: found.copies,
    })
  } catch (error) {
    faults.push((error as Error).message)
  } finally {
    await campaign.stop()
  }
  sum.faults.push(...faults.map((fault) => `seed ${at}: ${fault}`))
  for (const fault of faults) console.log(`seed ${at}: ${fault}`)
  sum.run += campaign.killed()
  add(sum.ends, campaign.ends)
  add(sum.blows, campaign.blows)
  sum.rounds.push(at)
  if (values.kept) writeFileSync(values.kept, JSON.stringify(sum))
  console.log(`${sum.run} kills, ${sum.faults.length} faults`)
}

const orders = Array.from({ length: rounds }, (_, i) => seed + i).filter((one) => !sum.rounds.includes(one))
const end = seconds > 0 ? performance.now() + 1000 * seconds : Number.POSITIVE_INFINITY
const program = await buildHost('test/queue/program.ts')
await Promise.all(
  Array.from({ length: Math.max(1, whole('workers')) }, async () => {
    for (let at = orders.shift(); at !== undefined && performance.now() < end; at = orders.shift())
      await round(program, at)
  }),
)
rmSync(program)
for (const [place, n] of Object.entries(sum.ends)) console.log(`killed ${place}: ${n}`)
for (const [blow, n] of Object.entries(sum.blows)) console.log(`${blow}: ${n}`)
if (!apart) console.log('no cable was pulled: that needs root on Linux')
console.log(`emails: ${sum.emails}, accepted ${sum.accepted}, unsure ${sum.unsure}, copies taken: ${sum.copies}`)
console.log(`seeds ${seed} to ${seed + rounds - 1}`)
console.log(`${sum.run} run, ${sum.faults.length} failed`)
process.exitCode = sum.faults.length > 0 ? 1 : 0
