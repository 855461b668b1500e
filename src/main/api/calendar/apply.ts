/** Does what was tried, in one transaction, and says beforehand what that will be. */
import type { Change, ConsequenceShown, Wanted } from '../../../shared/contract/calendar.ts'
import { may } from '../../../shared/domain/access.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { limitText } from '../../../shared/domain/quota.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import { momentText } from '../../../shared/domain/time-text.ts'
import { windowsText } from '../../../shared/domain/window.ts'
import { updateAccount } from '../../store/accounts.ts'
import { changeBatch, stayUntilPlanned, unstarted } from '../../store/calendar.ts'
import { stamp } from '../../store/clockwork.ts'
import { note } from '../../store/journal.ts'
import type { Tx } from '../../store/open.ts'
import { seatById } from '../../store/seats.ts'
import { updateWorkspace } from '../../store/workspace.ts'
import { type Asker, type Context, isoOrNull, type Room } from '../context.ts'
import { checkMayChange } from '../may-change.ts'
import { wantedOf } from './change.ts'
import { movedBy, tryOut } from './what-if.ts'
import { mayLimit, type World, worldOf } from './world.ts'

const many = (n: number, one: string, other = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : other}`

/** The planner looks within seconds; what would leave before that is kept back. */
const untilPlanned = HOUR

/** @throws Refusal `forbidden`: each part of a change needs what changing it elsewhere needs */
function checkMay(room: Room, asker: Asker, world: World, wanted: Wanted): void {
  for (const { account } of wanted.limits) {
    const row = world.accounts.find(({ id }) => id === account)
    if (row && !mayLimit(asker, row))
      throw new Refusal(
        'forbidden',
        `${row.address} belongs to ${row.seat ?? 'the team'}; only an admin can change it.`,
      )
  }
  if (wanted.windows && !may(asker.scopes, asker.role, 'admin'))
    throw new Refusal('forbidden', 'The sending hours belong to the workspace; only an admin can change them.')
  if (wanted.start)
    for (const mail of unstarted(room.store, wanted.start.batches)) checkMayChange(room.store, asker, mail)
}

/** Names what a change stands on: when any of it is another, the change is to be looked at again. */
function tokenOf(world: World, wanted: Wanted): string {
  const accounts = wanted.limits.map(
    ({ account }) => `a${account}.${world.accounts.find((a) => a.id === account)?.version}`,
  )
  const starts = wanted.start?.batches.map((id) => `b${id}.${world.batches.find((b) => b.id === id)?.start}`) ?? []
  const hours = wanted.windows ? [`w${world.workspace.version}`, `n${wanted.windows.batches.length}`] : []
  return [...accounts, ...starts, ...hours, JSON.stringify(wanted).length].join('-').slice(0, 400)
}

function partsInWords(world: World, wanted: Wanted, now: number): string[] {
  const { zone, windows } = world.workspace
  const words = wanted.limits.map(({ account, limits }) => {
    const row = world.accounts.find(({ id }) => id === account)
    const text = (of: readonly Parameters<typeof limitText>[0][]) => of.map(limitText).join(', ')
    return `${row?.address}: ${text(row?.limits ?? [])} becomes ${text(limits)}.`
  })
  if (wanted.windows) {
    const others = world.batches.length - wanted.windows.batches.length
    const rest = others > 0 ? ` ${many(others, 'engagement keeps', 'engagements keep')} sending hours of its own.` : ''
    words.push(`Sending hours: ${windowsText(windows)} becomes ${windowsText(wanted.windows.blocks)}.${rest}`)
  }
  if (wanted.start) {
    const name = world.sequences.find(({ id }) => id === wanted.start?.sequence)?.name
    words.push(`First emails of “${name}” that have not left start ${momentText(wanted.start.at, now, zone)}.`)
  }
  return words
}

function outcomeInWords(
  world: World,
  found: Omit<ConsequenceShown, 'words' | 'applied' | 'token'>,
  now: number,
): string[] {
  const { zone } = world.workspace
  const words: string[] = []
  const at = (text: string) => momentText(Date.parse(text), now, zone)
  words.push(
    found.moved === 0
      ? 'No planned email gets another slot.'
      : `${many(found.moved, 'planned email gets', 'planned emails get')} another slot.`,
  )
  const days = Math.abs(found.working_days)
  if (found.finish && found.finish_before)
    words.push(
      days === 0
        ? `The last email leaves ${at(found.finish)}, the same day as now.`
        : `The last email leaves ${at(found.finish)} instead of ${at(found.finish_before)}, ${many(days, 'working day')} ${found.working_days < 0 ? 'sooner' : 'later'}.`,
    )
  if (found.waiting > 0) words.push(`${many(found.waiting, 'email has', 'emails have')} no time then and wait.`)
  return words
}

async function foreseen(room: Room, asker: Asker, change: Change) {
  const now = room.ports.clock.now()
  const world = worldOf(room.store)
  const wanted = wantedOf(room.store, asker, world, change, now)
  checkMay(room, asker, world, wanted)
  const sequence = wanted.start?.sequence ?? null
  const tried = await tryOut(room, { now, wanted, by: 'sender', from: 0, to: 0, sequence })
  const found = {
    moved: tried.moved,
    waiting: tried.waiting,
    first: isoOrNull(tried.first),
    last: isoOrNull(tried.last),
    finish_before: isoOrNull(tried.finishBefore),
    finish: isoOrNull(tried.finish),
    working_days: movedBy(world.workspace, tried.finishBefore, tried.finish),
  }
  const words = [...partsInWords(world, wanted, now), ...outcomeInWords(world, found, now)]
  return { found, words, token: tokenOf(world, wanted) }
}

function write(tx: Tx, asker: Asker, world: World, wanted: Wanted, now: number): void {
  const mark = stamp(tx, now, asker.seatId)
  for (const { account, limits } of wanted.limits) {
    const row = world.accounts.find(({ id }) => id === account)
    if (row) updateAccount(tx, account, { ...row, limits }, mark)
  }
  if (wanted.windows) {
    const { blocks, batches } = wanted.windows
    updateWorkspace(tx, { windows: blocks })
    for (const id of batches) changeBatch(tx, id, { windows: JSON.stringify(blocks) }, mark)
  }
  if (wanted.start) {
    for (const id of wanted.start.batches) changeBatch(tx, id, { start: wanted.start.at }, mark)
    stayUntilPlanned(tx, wanted.start.batches, now + untilPlanned)
  }
  const who = seatById(tx, asker.seatId)?.address ?? 'Somebody'
  note(tx, now, 'calendar', `${who} changed the plan. ${partsInWords(world, wanted, now).join(' ')}`)
}

/** @throws Refusal as `wantedOf` does, `forbidden`, and `stale_version` when the world is not what was shown */
export async function applied(
  { room, asker }: Context,
  change: Change,
  how: { dry_run: boolean; token?: string | undefined },
): Promise<ConsequenceShown> {
  const { found, words, token } = await foreseen(room, asker, change)
  if (how.dry_run) return { ...found, words, token, applied: false }
  const now = room.ports.clock.now()
  const wanted = room.store.write((tx) => {
    // Read again inside: between showing and doing others may have changed what this stands on.
    const world = worldOf(tx)
    const wanted = wantedOf(tx, asker, world, change, now)
    if (how.token !== undefined && how.token !== tokenOf(world, wanted))
      throw new Refusal('stale_version', 'What this stands on has changed since it was shown. Look at it again.')
    write(tx, asker, world, wanted, now)
    return wanted
  })
  if (wanted.limits.length > 0) room.changes.tell('accounts')
  if (wanted.windows || wanted.start) room.changes.tell('workspace')
  if (wanted.start) room.changes.tell('sends', 'sequences')
  return { ...found, words, token, applied: true }
}
