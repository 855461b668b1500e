/**
 * node test/kill/soak.ts --kills 50 --seed 1
 *
 * Kills an engine with SIGKILL, at random under load and at each named point of the send path in turn, restarts it on
 * the same data folder, lets it finish and compares its ledger with the mail server's. The last line counts.
 */
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildHost } from './build.ts'
import { type Campaign, type Phase, startCampaign } from './campaign.ts'
import { checkCampaign } from './check.ts'
import { killAll, killPlan } from './plan.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' }, sandbox: { type: 'boolean' } },
})
const kills = Number(values.kills)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
if (!Number.isInteger(kills) || kills < 1) throw new Error('--kills takes a whole number from 1')

function report(campaign: Campaign, last: number): void {
  const phases: Record<Phase, number> = { idle: 0, claimed: 0, 'text asked for': 0, 'text taken': 0 }
  for (const kill of campaign.kills) phases[kill.phase]++
  const random = campaign.kills.filter((kill) => kill.point === null)
  const inFlight = random.filter((kill) => kill.sending > 0).length
  console.log(
    'found by the kill:',
    Object.entries(phases)
      .map(([phase, n]) => `${phase} ${n}`)
      .join(', '),
  )
  console.log(`while sending: ${inFlight} of ${random.length} random kills`)
  const times = [...campaign.kills.map((kill) => kill.ready), last].sort((a, b) => a - b)
  console.log(`restart: median ${times[times.length >> 1]} ms, longest ${times.at(-1)} ms`)
}

const program = await buildHost()
const campaign = await startCampaign(program, values.sandbox ?? false)
try {
  await killAll(campaign, killPlan(kills, seed))
  const last = await campaign.finish()
  const { faults, states, copies } = checkCampaign(campaign)
  for (const fault of faults.slice(0, 50)) console.log(fault)
  report(campaign, last)
  console.log(`emails: ${JSON.stringify(states)}, copies taken: ${copies}`)
  console.log(`seed ${seed}`)
  console.log(`${kills} run, ${faults.length} failed`)
  process.exitCode = faults.length > 0 ? 1 : 0
} finally {
  await campaign.stop()
  rmSync(program)
}
