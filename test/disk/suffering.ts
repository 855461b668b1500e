/** Engines on a disk that fails under SQLite, one fault after the other, and what the mail server's ledger says of it. */
import type { ChildProcess } from 'node:child_process'
import { expect } from 'vitest'
import { type Campaign, startCampaign } from '../kill/campaign.ts'
import { checkCampaign } from '../kill/check.ts'
import { numbers } from '../kill/plan.ts'
import { size } from '../size.ts'
import { type Disk, type DiskFault, faultyDisk } from './disk.ts'

const until = async (engine: ChildProcess, true_: () => boolean, what: string): Promise<void> => {
  const patience = performance.now() + size(60_000, 600_000)
  while (!true_()) {
    if (engine.exitCode !== null || engine.signalCode !== null) throw new Error(`the engine ended before ${what}`)
    if (performance.now() > patience) throw new Error(`${what}: not in time`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

interface Trial {
  fault: DiskFault
  /** Killed while the disk still fails, or left to go on by itself. */
  killed: boolean
}

function trials(seed: number, count: number): Trial[] {
  const draw = numbers(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T
  return Array.from({ length: count }, (_, i) => {
    const deed = one(['write', 'write', 'sync', 'sync', null] as const)
    const code = i % 2 === 0 ? ('ENOSPC' as const) : ('EIO' as const)
    // one in four is over at once, as when somebody empties the bin
    const times = draw() < 0.25 ? 1 + Math.floor(draw() * 3) : null
    return {
      fault: { deed, code, skip: Math.floor(draw() * 40), times, half: draw() < 0.5 },
      killed: draw() < 0.5,
    }
  })
}

/** Messages that the server took so far. */
const taken = ({ server }: Campaign): number => server?.events().filter(({ event }) => event === 'taken').length ?? 0
/** Messages whose text the server asked for so far. */
const askedFor = ({ server }: Campaign): number =>
  server?.events().filter(({ event }) => event === 'data354').length ?? 0

/** Mailboxes that the host sends from: one message each may be under way. */
const mailboxes = 3

async function suffer(campaign: Campaign, disk: Disk, { fault, killed }: Trial): Promise<void> {
  await campaign.during(async (engine) => {
    const begun = taken(campaign)
    await until(engine, () => taken(campaign) > begun, 'an email left')
    disk.spoil(fault)
    await until(engine, () => disk.spoilt() > 0, `the disk failed (${JSON.stringify(fault)})`)
    if (fault.times === null) {
      // what was under way may end; after that nothing begins, however often it is tried
      await new Promise((resolve) => setTimeout(resolve, 60))
      const [asked, tried] = [askedFor(campaign), disk.spoilt()]
      await until(engine, () => disk.spoilt() >= tried + 3 || fault.deed === 'cut', 'the disk was tried again')
      expect(askedFor(campaign) - asked, `begun on a disk that fails: ${JSON.stringify(fault)}`).toBeLessThanOrEqual(
        mailboxes,
      )
    }
    if (killed) engine.kill('SIGKILL')
    disk.heal()
    if (killed) return
    const now = taken(campaign)
    await until(engine, () => taken(campaign) > now, 'it went on by itself')
  })
}

/**
 * So many faults, drawn from a seed, on one data folder; what is wrong afterwards. `states`: how many emails ended how.
 *
 * @param program a host as `buildHost` makes it
 */
export async function sufferAll(
  program: string,
  seed: number,
  count: number,
): Promise<{ found: string[]; states: Record<string, number> }> {
  const disk = faultyDisk('cadenza.sqlite')
  const campaign = await startCampaign(program, false, { env: disk.env, mute: true })
  try {
    for (const [n, trial] of trials(seed, count).entries())
      await suffer(campaign, disk, trial).catch((error) => {
        throw new Error(`seed ${seed}, fault ${n}: ${(error as Error).message}`, { cause: error })
      })
    await campaign.finish()
    const { faults, states } = checkCampaign(campaign)
    return { found: faults, states }
  } finally {
    await campaign.stop()
    disk.remove()
  }
}
