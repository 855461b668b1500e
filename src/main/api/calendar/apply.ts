/** Does what was tried, in one transaction, and says beforehand what that will be. */
import { createHash } from 'node:crypto'
import type { Change, ConsequenceShown, Wanted } from '../../../shared/contract/calendar.ts'
import { may } from '../../../shared/domain/access.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { limitText } from '../../../shared/domain/quota.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import { momentText } from '../../../shared/domain/time-text.ts'
import { movedBy } from '../../../shared/domain/what-if-guess.ts'
import { windowsText } from '../../../shared/domain/window.ts'
import { updateAccount } from '../../store/accounts.ts'
import { changeBatch, changeSender, stayUntilPlanned, unstarted } from '../../store/calendar.ts'
import { stamp } from '../../store/clockwork.ts'
import { deedOf, note } from '../../store/journal.ts'
import type { Reader, Tx } from '../../store/open.ts'
import { seatById } from '../../store/seats.ts'
import { updateWorkspace } from '../../store/workspace.ts'
import { type Asker, type Context, iso, isoOrNull, type Room } from '../context.ts'
import { checkMayChange } from '../may-change.ts'
import { wantedOf } from './change.ts'
import { checkMayShare, type Dealt, dealtOf, sharesOf } from './senders.ts'
import { tryOut } from './what-if.ts'
import { calendarOf, mayLimit, type World, worldOf } from './world.ts'

const many = (n: number, one: string, other = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : other}`

/** The planner looks within seconds; what would leave before that is kept back. */
const untilPlanned = HOUR

/** Everything a change is decided by, read in one moment. */
interface Decided {
  world: World
  wanted: Wanted
  dealt: Dealt | null
}

/**
 * What would be done now. Asked before the trial and again inside the transaction that does it: between the two a seat
 * may have lost what it was allowed, or an engagement may have changed hands.
 *
 * @throws Refusal as `wantedOf` does, and `forbidden`: each part of a change needs what changing it elsewhere needs
 */
function decided(reader: Reader, asker: Asker, change: Change, now: number): Decided {
  const world = worldOf(reader)
  const wanted = wantedOf(reader, asker, world, change, now)
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
  if (wanted.starts) {
    const batches = wanted.starts.by.map(({ batch }) => batch)
    for (const mail of unstarted(reader, batches)) checkMayChange(reader, asker, mail)
  }
  const dealt = wanted.senders && dealtOf(reader, world, wanted.senders, now)
  if (dealt) checkMayShare(reader, asker, sharesOf(dealt.rows))
  return { world, wanted, dealt }
}

/** Names what a change stands on: when any of it is another, the change is to be looked at again. */
function tokenOf({ world, wanted, dealt }: Decided): string {
  const version = (account: number) => world.accounts.find(({ id }) => id === account)?.version
  const stands = [
    wanted,
    [...wanted.limits, ...(wanted.senders?.accounts ?? [])].map(({ account }) => version(account)),
    wanted.starts?.by.map(({ batch }) => world.batches.find(({ id }) => id === batch)?.start),
    wanted.windows && world.workspace.version,
    dealt && sharesOf(dealt.rows),
  ]
  return createHash('sha256').update(JSON.stringify(stands)).digest('hex')
}

const nameOf = ({ sequences }: World, sequence: number): string =>
  `“${sequences.find(({ id }) => id === sequence)?.name}”`

function sharingInWords({ world, wanted, dealt }: Decided): string[] {
  if (!wanted.senders || !dealt) return []
  const held = new Set(dealt.rows.map(({ accountId }) => accountId))
  const before = world.accounts.filter(({ id }) => held.has(id)).map(({ address }) => address)
  const after = wanted.senders.accounts.map(({ address }) => address)
  const contacts = many(dealt.rows.length, 'contact that has had no email yet', 'contacts that have had no email yet')
  return [
    `Senders of ${nameOf(world, wanted.senders.sequence)}: ${before.join(', ')} becomes ${after.join(', ')}.`,
    `They share ${contacts}; ${many(dealt.changes.length, 'gets', 'get')} another sender. Everybody else keeps theirs.`,
  ]
}

function partsInWords(of: Decided, now: number): string[] {
  const { world, wanted } = of
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
  if (wanted.starts) {
    const { sequence, by } = wanted.starts
    const [first] = by
    const where =
      first && by.every(({ at }) => at === first.at)
        ? `start ${momentText(first.at, now, zone)}`
        : `get the starts of their ${many(by.length, 'engagement')} back`
    words.push(`First emails of ${nameOf(world, sequence)} that have not left ${where}.`)
  }
  return [...words, ...sharingInWords(of)]
}

function outcomeInWords(
  world: World,
  found: Omit<ConsequenceShown, 'words' | 'applied' | 'token' | 'former_starts'>,
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

const formerStarts = ({ world, wanted }: Decided): ConsequenceShown['former_starts'] =>
  (wanted.starts?.by ?? []).flatMap(({ batch }) => {
    const found = world.batches.find(({ id }) => id === batch)
    return found ? [{ engagement: found.publicId, at: iso(found.start) }] : []
  })

async function foreseen(room: Room, asker: Asker, change: Change) {
  const now = room.ports.clock.now()
  const about = room.store.read(() => decided(room.store, asker, change, now))
  const { world, wanted } = about
  const sequence = wanted.starts?.sequence ?? wanted.senders?.sequence ?? null
  const tried = await tryOut(room, { now, wanted, by: 'sender', from: 0, to: 0, sequence })
  const found = {
    moved: tried.moved,
    waiting: tried.waiting,
    first: isoOrNull(tried.first),
    last: isoOrNull(tried.last),
    finish_before: isoOrNull(tried.finishBefore),
    finish: isoOrNull(tried.finish),
    working_days: movedBy(calendarOf(world.workspace), world.workspace.zone, tried.finishBefore, tried.finish),
    former_starts: formerStarts(about),
  }
  const words = [...partsInWords(about, now), ...outcomeInWords(world, found, now)]
  return { found, words, token: tokenOf(about) }
}

function write(tx: Tx, asker: Asker, about: Decided, now: number): void {
  const { world, wanted, dealt } = about
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
  if (wanted.starts) {
    const { by } = wanted.starts
    for (const { batch, at } of by) changeBatch(tx, batch, { start: at }, mark)
    const batches = by.map(({ batch }) => batch)
    stayUntilPlanned(tx, batches, now + untilPlanned)
  }
  for (const { enrollmentId, accountId } of dealt?.changes ?? []) changeSender(tx, enrollmentId, accountId, mark)
  const who = seatById(tx, asker.seatId)?.address ?? 'Somebody'
  note(tx, now, 'calendar', `${who} changed the plan. ${partsInWords(about, now).join(' ')}`, deedOf(asker))
}

function tell({ changes }: Room, { limits, windows, starts, senders }: Wanted): void {
  if (limits.length > 0) changes.tell('accounts')
  if (windows || starts || senders) changes.tell('workspace')
  if (starts || senders) changes.tell('sends', 'sequences')
  if (senders) changes.tell('enrollments')
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
  const about = room.store.write((tx) => {
    // Read again inside: between showing and doing others may have changed what this stands on.
    const about = decided(tx, asker, change, now)
    if (how.token !== undefined && how.token !== tokenOf(about))
      throw new Refusal('stale_version', 'What this stands on has changed since it was shown. Look at it again.')
    write(tx, asker, about, now)
    return about
  })
  tell(room, about.wanted)
  return { ...found, former_starts: formerStarts(about), words, token, applied: true }
}
