/** A change that somebody wants to try or to make: checked, and in terms of rows. */
import type { Change, Wanted } from '../../../shared/contract/calendar.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { checkTypedPick } from '../../../shared/domain/plan-agenda.ts'
import type { WindowBlock } from '../../../shared/domain/plan-shape.ts'
import { accountLimits, policyOf } from '../../../shared/domain/policy.ts'
import { isNothing, type WhatIf } from '../../../shared/domain/what-if.ts'
import { mergeWindows, parseWindows } from '../../../shared/domain/window.ts'
import { daysOff } from '../../days-off.ts'
import { unstarted } from '../../store/calendar.ts'
import type { Reader } from '../../store/open.ts'
import type { Asker } from '../context.ts'
import { accountNamed, sequenceNamed, type World } from './world.ts'

export const nothing: Wanted = { limits: [], windows: null, start: null }

function windowsOf(texts: readonly string[]): WindowBlock[] {
  const parsed = parseWindows(texts)
  if ('error' in parsed) throw new Refusal('invalid_window', parsed.error)
  if (parsed.blocks.length === 0)
    throw new Refusal('invalid_window', 'Without a sending window nothing could ever leave. Give at least one.')
  return parsed.blocks
}

/** Engagements that keep the workspace's sending hours, as most do; others keep the ones they were given. */
function following({ workspace, batches }: World): number[] {
  const hours = JSON.stringify(mergeWindows(workspace.windows))
  return batches
    .filter(({ windows }) => JSON.stringify(mergeWindows(JSON.parse(windows) as WindowBlock[])) === hours)
    .map(({ id }) => id)
}

function startOf(
  reader: Reader,
  world: World,
  wish: NonNullable<Change['start']>,
  windows: WindowBlock[] | null,
  now: number,
): Wanted['start'] {
  const sequence = sequenceNamed(world, wish.sequence)
  const own = world.batches.filter(({ sequenceId }) => sequenceId === sequence.id).map(({ id }) => id)
  const batches = [...new Set(unstarted(reader, own).map(({ batchId }) => batchId))]
  if (batches.length === 0)
    throw new Refusal('state', `Every first email of “${sequence.name}” has left already: there is no start to move.`)
  const { zone, holidays, daysOff: off, windows: usual } = world.workspace
  const calendar = { windows: windows ?? usual, isDayOff: daysOff(holidays, off) }
  const pick = checkTypedPick(calendar, zone, wish.slot, now)
  if (!pick.ok) throw new Refusal('invalid_slot', pick.message, { before: pick.before, after: pick.after })
  return { sequence: sequence.id, at: pick.at, batches }
}

/** @throws Refusal `invalid_limit`, `invalid_window`, `invalid_slot`, `not_found` or `state`, in words for people */
export function wantedOf(reader: Reader, asker: Asker, world: World, change: Change, now: number): Wanted {
  const policy = policyOf(world.workspace.policy)
  const limits = Object.entries(change.limits ?? {}).map(([name, texts]) => {
    const account = accountNamed(world, name)
    if (account.kind === 'managed') throw new Refusal('state', "The managed account's limit can't be changed.")
    const made = accountLimits(texts, asker.role, policy)
    if ('error' in made) throw new Refusal('invalid_limit', made.error)
    return { account: account.id, limits: made.limits }
  })
  const blocks = change.windows === undefined ? null : windowsOf(change.windows)
  return {
    limits,
    windows: blocks && { blocks, batches: following(world) },
    start: change.start ? startOf(reader, world, change.start, blocks, now) : null,
  }
}

/** The same by place in a planner's input. */
export function whatIfOf(wanted: Wanted, accounts: readonly number[], batches: readonly number[]): WhatIf {
  const places = (ids: readonly number[]) => new Set(ids.map((id) => batches.indexOf(id)).filter((place) => place >= 0))
  const limits = new Map(
    wanted.limits.map((each) => [accounts.indexOf(each.account), each.limits] as const).filter(([i]) => i >= 0),
  )
  const what: WhatIf = {
    ...(limits.size > 0 ? { limits } : {}),
    ...(wanted.windows ? { windows: { blocks: wanted.windows.blocks, batches: places(wanted.windows.batches) } } : {}),
    ...(wanted.start ? { start: { at: wanted.start.at, batches: places(wanted.start.batches) } } : {}),
  }
  return isNothing(what) ? {} : what
}
