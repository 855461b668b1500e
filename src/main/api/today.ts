/** The first screen: what leaves next, what needs a person, and what happened while nobody looked. */
import { takenFrom } from '../../shared/domain/home.ts'
import { unitLength } from '../../shared/domain/quota.ts'
import { limitsOn } from '../../shared/domain/ramp.ts'
import { DAY, dayNumber, dayStart } from '../../shared/domain/time.ts'
import { type AccountRow, accountRows, lacksPassword } from '../store/accounts.ts'
import { deviceByPublicId, ownDevice } from '../store/devices.ts'
import { countedAfter, settledSince } from '../store/figures.ts'
import { computerName, isPlain, whereaboutsOf } from '../store/homes.ts'
import { cameSince } from '../store/incoming.ts'
import { asideElsewhere, leavingElsewhere, leavingHere } from '../store/leaving-here.ts'
import type { Reader } from '../store/open.ts'
import { seatById } from '../store/seats.ts'
import { sendsById, unsureSends } from '../store/sends.ts'
import { sendCounts, waitingBy } from '../store/sends-counts.ts'
import { sendWorld } from '../store/sends-search.ts'
import {
  contactsUpTo,
  finishedSequences,
  hasSequences,
  keepLook,
  lastLeaving,
  lastLook,
  leavingBetween,
  nextSends,
  notesSince,
  reasonsMoved,
} from '../store/today.ts'
import { workspaceRow } from '../store/workspace.ts'
import { pausedShown } from './accounts-paused.ts'
import { iso, isoOrNull, os, type Room } from './context.ts'
import { shownSends } from './sends-view.ts'

/** How many emails, reasons and notes a screen has room for. */
const few = 5
const someNotes = 200

const canSend = (row: AccountRow): boolean =>
  row.state === 'active' && !row.paused && row.keptBy === null && !lacksPassword(row)

/** The limit a person thinks of as today's: the longest one up to a day. */
function dailyLimit(row: AccountRow, zone: string, now: number) {
  if (row.perUtcDay !== null) return { unit: 'utc_day' as const, limit: row.perUtcDay, after: now - (now % DAY) - 1 }
  const [longest] = limitsOn(row, zone, now)
    .flatMap(({ unit, max }) => (unit === 'week' ? [] : [{ unit, limit: max, after: now - unitLength[unit] }]))
    .sort((a, b) => a.after - b.after || a.limit - b.limit)
  return longest ?? null
}

function healthOf(reader: Reader, row: AccountRow, now: number, waits: Map<number, number>) {
  const daily = dailyLimit(row, workspaceRow(reader).zone, now)
  const next = canSend(row) ? nextSends(reader, leavingHere(reader, [row.id], now), 1)[0] : undefined
  return {
    public_id: row.publicId,
    address: row.address,
    name: row.name,
    type: row.kind,
    sandbox: row.kind === 'managed' && row.smtp === null,
    state: row.state,
    state_reason: row.stateReason,
    resume_at: isoOrNull(row.resumeAt),
    paused: row.paused,
    paused_for: pausedShown(reader, row),
    used: countedAfter(reader, row.id, daily?.after ?? now - DAY),
    limit: daily?.limit ?? null,
    unit: daily?.unit ?? null,
    waiting: waits.get(row.id) ?? 0,
    next: next === undefined ? null : isoOrNull(sendsById(reader, [next])[0]?.at ?? null),
  }
}

/** Kinds of notes that the counts say already, or that somebody did who was there. */
const toldElsewhere = new Set(['moved', 'unsure', 'trial', 'finished', 'unsuppressed', 'incoming', 'incoming_undone'])

function awayOf(reader: Reader, since: number | null, seatId: number) {
  if (since === null) return null
  const sent = settledSince(reader, 'sent', since)
  const refused = settledSince(reader, 'refused', since)
  const unsure = settledSince(reader, 'unsure', since)
  const notes = notesSince(reader, since, seatId, someNotes)
  const came = new Map(cameSince(reader, since).map(({ kind, n }) => [kind, n]))
  const moved = notes.reduce((n, note) => n + (note.kind === 'moved' ? (note.late ?? 0) : 0), 0)
  return {
    since: iso(since),
    sent: sent.real,
    sandbox: sent.sandbox,
    moved,
    refused: refused.real + refused.sandbox,
    unsure: unsure.real + unsure.sandbox,
    replies: came.get('reply') ?? 0,
    bounces: came.get('bounce') ?? 0,
    complaints: came.get('complaint') ?? 0,
    opt_outs: came.get('opt_out') ?? 0,
    absences: came.get('absence') ?? 0,
    reasons: moved > 0 ? reasonsMoved(reader, few) : [],
    notes: notes
      .filter((note) => !toldElsewhere.has(note.kind))
      .slice(-few)
      .map(({ at, kind, text }) => ({ at: iso(at), kind, text })),
  }
}

/** What was taken over from this computer, which may have sent meanwhile what the other one now asks about. */
function takenOver(reader: Reader, accounts: readonly AccountRow[]) {
  if (isPlain(reader)) return []
  const own = ownDevice(reader)
  return accounts.flatMap(({ id, publicId, address }) => {
    const where = whereaboutsOf(reader, id)
    const taken = where ? takenFrom(where, own) : null
    if (taken === null) return []
    const { device, epoch } = taken
    const row = deviceByPublicId(reader, device)
    const seat = row ? (seatById(reader, row.seatId)?.name ?? null) : null
    return [{ public_id: publicId, address, by: computerName(reader, device), seat, at: iso(taken.taken), epoch }]
  })
}

function overviewOf({ store, ports }: Room, seatId: number) {
  const now = ports.clock.now()
  const workspace = workspaceRow(store)
  const { zone } = workspace
  const midnight = (days: number) => dayStart(zone, dayNumber(now, zone) + days)
  const accounts = accountRows(store)
  const world = sendWorld(store)
  const waits = waitingBy(store, world.stuck)
  const counts = sendCounts(store, world, { from: midnight(0), to: midnight(1) }, waits)
  const able = leavingHere(store, world.halted ? [] : accounts.filter(canSend).map((row) => row.id), now)
  const all = accounts.map((row) => row.id)
  const sent = settledSince(store, 'sent', midnight(0))
  const health = accounts.map((row) => healthOf(store, row, now, waits))
  const [next, unsure] = [sendsById(store, nextSends(store, able, few)), unsureSends(store)]
  return {
    now: iso(now),
    zone,
    paused: workspace.paused,
    stopped: workspace.stopped,
    next: shownSends(store, next),
    last_at: isoOrNull(lastLeaving(store, able)),
    planned: counts.planned,
    elsewhere: leavingElsewhere(store, all, now),
    aside_elsewhere: world.halted ? 0 : asideElsewhere(store, all, now),
    today: { sent: sent.real, sandbox: sent.sandbox, left: leavingBetween(store, able, midnight(0), midnight(1)) },
    tomorrow: leavingBetween(store, able, midnight(1), midnight(2)),
    unsure: { count: unsure.length, emails: shownSends(store, unsure.slice(0, few)) },
    accounts_out: health.filter((row) => row.state === 'error'),
    taken: takenOver(store, accounts),
    waiting: counts.waiting,
    finished: finishedSequences(store, now - 7 * DAY, few).map(({ publicId, at, ...row }) => ({
      public_id: publicId,
      at: iso(at),
      ...row,
    })),
    away: awayOf(store, lastLook(store, seatId), seatId),
    accounts: health,
    contacts: contactsUpTo(store, 1000),
    sequences: hasSequences(store),
  }
}

const overview = os.today.overview.handler(({ context: { room, asker } }) =>
  room.store.read(() => overviewOf(room, asker.seatId)),
)

const seen = os.today.seen.handler(({ context: { room, asker } }) => {
  const now = room.ports.clock.now()
  room.store.write((tx) => keepLook(tx, asker.seatId, now))
  return { at: iso(now) }
})

export const today = { overview, seen }
