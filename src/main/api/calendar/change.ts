/** A change that somebody wants to try or to make: checked, and in terms of rows. */
import type { Change, Wanted } from '../../../shared/contract/calendar.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { checkTypedPick } from '../../../shared/domain/plan-agenda.ts'
import type { WindowBlock } from '../../../shared/domain/plan-shape.ts'
import { accountLimits, policyOf } from '../../../shared/domain/policy.ts'
import { isNothing, type WhatIf } from '../../../shared/domain/what-if.ts'
import { mergeWindows, parseWindows } from '../../../shared/domain/window.ts'
import { daysOff } from '../../days-off.ts'
import { type CalendarBatch, unstarted } from '../../store/calendar.ts'
import type { Reader } from '../../store/open.ts'
import type { Asker } from '../context.ts'
import { sendersOf } from './senders.ts'
import { accountNamed, sequenceNamed, type World } from './world.ts'

export const nothing: Wanted = { limits: [], windows: null, starts: null, senders: null }

function windowsOf(texts: readonly string[]): WindowBlock[] {
  const parsed = parseWindows(texts)
  if ('error' in parsed) throw new Refusal('invalid_window', parsed.error)
  if (parsed.blocks.length === 0)
    throw new Refusal('invalid_window', 'Without a sending window nothing could ever leave. Give at least one.')
  return parsed.blocks
}

/** Engagements that keep the workspace's sending hours, as most do; others keep the ones they were given. */
export function following({ workspace, batches }: World): number[] {
  const hours = JSON.stringify(mergeWindows(workspace.windows))
  return batches
    .filter(({ windows }) => JSON.stringify(mergeWindows(JSON.parse(windows) as WindowBlock[])) === hours)
    .map(({ id }) => id)
}

/** One slot for all of a sequence, or each engagement's own start, such as it had before. */
function startsOf(
  reader: Reader,
  world: World,
  wish: NonNullable<Change['start']>,
  windows: WindowBlock[] | null,
  now: number,
): Wanted['starts'] {
  const sequence = sequenceNamed(world, wish.sequence)
  const own = world.batches.filter(({ sequenceId }) => sequenceId === sequence.id)
  const waiting = new Set(
    unstarted(
      reader,
      own.map(({ id }) => id),
    ).map(({ batchId }) => batchId),
  )
  const batches = own.filter(({ id }) => waiting.has(id))
  if (batches.length === 0)
    throw new Refusal('state', `Every first email of “${sequence.name}” has left already: there is no start to move.`)
  if ((wish.slot === undefined) === (wish.starts === undefined))
    throw new Refusal(
      'bad_request',
      'Say where the sequence starts: a slot for all of it, or the start of each engagement.',
    )
  if (wish.slot === undefined) return { sequence: sequence.id, by: givenStarts(batches, wish.starts ?? []) }
  const { zone, holidays, daysOff: off, windows: usual } = world.workspace
  const calendar = { windows: windows ?? usual, isDayOff: daysOff(holidays, off) }
  const pick = checkTypedPick(calendar, zone, wish.slot, now)
  if (!pick.ok) throw new Refusal('invalid_slot', pick.message, { before: pick.before, after: pick.after })
  return { sequence: sequence.id, by: batches.map(({ id }) => ({ batch: id, at: pick.at })) }
}

/** @throws Refusal `not_found`, and `state` when all of what is named has begun */
function givenStarts(waiting: readonly CalendarBatch[], starts: readonly { engagement: string; at: string }[]) {
  const wished = new Map(starts.map(({ engagement, at }) => [engagement, Date.parse(at)]))
  const by = waiting.flatMap(({ id, publicId }) => {
    const at = wished.get(publicId)
    return at === undefined ? [] : [{ batch: id, at }]
  })
  if (by.length === 0)
    throw new Refusal('state', 'Every first email of these engagements has left already: there is no start to move.')
  return by
}

/** @throws Refusal `invalid_limit`, `invalid_window`, `invalid_slot`, `no_sender`, `not_found` or `state`, in words for people */
export function wantedOf(reader: Reader, asker: Asker, world: World, change: Change, now: number): Wanted {
  const policy = policyOf(world.workspace.policy)
  const limits = Object.entries(change.limits ?? {}).map(([name, texts]) => {
    const account = accountNamed(world, name)
    if (account.kind === 'managed') throw new Refusal('state', "The managed account's limit can't be changed.")
    const made = accountLimits(texts, asker.role, policy, account.limits)
    if ('error' in made) throw new Refusal('invalid_limit', made.error)
    return { account: account.id, limits: made.limits }
  })
  const blocks = change.windows === undefined ? null : windowsOf(change.windows)
  return {
    limits,
    windows: blocks && { blocks, batches: following(world) },
    starts: change.start ? startsOf(reader, world, change.start, blocks, now) : null,
    senders: change.senders ? sendersOf(reader, asker, world, change.senders) : null,
  }
}

/** The same by place in a planner's input; senders aside, who are dealt out. */
export function whatIfOf(wanted: Wanted, accounts: readonly number[], batches: readonly number[]): WhatIf {
  const places = (ids: readonly number[]) => new Set(ids.map((id) => batches.indexOf(id)).filter((place) => place >= 0))
  const limits = new Map(
    wanted.limits.map((each) => [accounts.indexOf(each.account), each.limits] as const).filter(([i]) => i >= 0),
  )
  const what: WhatIf = {
    ...(limits.size > 0 ? { limits } : {}),
    ...(wanted.windows ? { windows: { blocks: wanted.windows.blocks, batches: places(wanted.windows.batches) } } : {}),
    ...(wanted.starts
      ? { starts: new Map(wanted.starts.by.map(({ batch, at }) => [batches.indexOf(batch), at])) }
      : {}),
  }
  return isNothing(what) ? {} : what
}
