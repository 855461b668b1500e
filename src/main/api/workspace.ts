import type { Client } from '../../shared/contract/index.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { changePolicy, policyOf } from '../../shared/domain/policy.ts'
import { checkZone, DAY, dayNumber, dayStart } from '../../shared/domain/time.ts'
import { parseWindows } from '../../shared/domain/window.ts'
import { holidayCountries, holidayParts, holidaysOf, knowsHolidays } from '../days-off.ts'
import { type AccountRow, accountRows, lacksPassword } from '../store/accounts.ts'
import { figures, settledSince } from '../store/figures.ts'
import { isPlain } from '../store/homes.ts'
import { deedOf, journalEntries, note } from '../store/journal.ts'
import { asideElsewhere, leavingElsewhere, leavingHere } from '../store/leaving-here.ts'
import type { Reader, Tx } from '../store/open.ts'
import { seatById } from '../store/seats.ts'
import { sendsById } from '../store/sends.ts'
import { nextSends } from '../store/today.ts'
import { setSending, updateWorkspace, type WorkspaceRow, workspaceRow } from '../store/workspace.ts'
import { type Context, iso, isoOrNull, os, type Room } from './context.ts'
import { heldBy } from './held-by.ts'
import { resumeMissed } from './resume.ts'
import { whatMoves } from './what-moves.ts'

const shown = (row: WorkspaceRow) => ({
  public_id: row.publicId,
  name: row.name,
  zone: row.zone,
  windows: row.windows,
  holidays: row.holidays,
  days_off: row.daysOff,
  paused: row.paused,
  stopped: row.stopped,
  policy: row.policy,
  version: row.version,
  created_at: iso(row.createdAt),
})

function checkWindows(texts: readonly string[]): WorkspaceRow['windows'] {
  const parsed = parseWindows(texts)
  if ('error' in parsed) throw new Refusal('invalid_window', parsed.error)
  if (parsed.blocks.length === 0)
    throw new Refusal('invalid_window', 'Without a sending window nothing could ever leave. Give at least one.')
  return parsed.blocks
}

function checkHolidays(country: string | null): string | null {
  const code = country?.trim().toUpperCase() || null
  if (code !== null && !knowsHolidays(code))
    throw new Refusal('invalid_schedule', `There are no holidays on file for "${code}". Use a country code such as FR.`)
  return code
}

/** What a change may name; all of it optional, and checked here beyond its shape. */
type WorkspaceInput = Parameters<Client['workspace']['update']>[0]

function checkPolicy(stored: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const next = changePolicy(stored, change)
  if ('error' in next) throw new Refusal('bad_request', next.error)
  return next.policy
}

const get = os.workspace.get.handler(({ context: { room } }) => shown(workspaceRow(room.store)))

/** What the workspace would be after `input`, checked against `now`. */
function changed(now: WorkspaceRow, input: WorkspaceInput): WorkspaceRow {
  if (input.version !== undefined && input.version !== now.version)
    throw new Refusal('stale_version', `The workspace is at version ${now.version}, not ${input.version}.`)
  const next = { ...now }
  if (input.name !== undefined) next.name = input.name
  if (input.zone !== undefined) next.zone = checkZone(input.zone)
  if (input.windows !== undefined) next.windows = checkWindows(input.windows)
  if (input.holidays !== undefined) next.holidays = checkHolidays(input.holidays)
  if (input.days_off !== undefined) next.daysOff = [...new Set(input.days_off)].sort()
  if (input.policy !== undefined) next.policy = checkPolicy(now.policy, input.policy)
  return next
}

const update = os.workspace.update.handler(({ input, context: { room } }) => {
  const { row, same } = room.store.write((tx) => {
    const now = workspaceRow(tx)
    const next = changed(now, input)
    if (JSON.stringify(next) === JSON.stringify(now)) return { row: now, same: true }
    updateWorkspace(tx, next)
    return { row: workspaceRow(tx), same: false }
  })
  if (!same) room.changes.tell('workspace')
  return shown(row)
})

/** Hours, holidays and days off travel with each engagement: other ones here move nothing that is planned already. */
const consequence = os.workspace.consequence.handler(({ input, context: { room } }) => {
  const { store, ports } = room
  const next = changed(workspaceRow(store), input)
  const policy = policyOf(next.policy)
  return store.read(() =>
    whatMoves(store, ports.clock.now(), null, (plan) => ({
      ...plan,
      zone: next.zone,
      newContactsFirst: policy.new_contacts_first,
      workspacePerDay: policy.workspace_per_day,
      domainPerDay: policy.domain_per_day,
    })),
  )
})

const countries = os.workspace.countries.handler(() => holidayCountries())

const holidays = os.workspace.holidays.handler(({ input }) => {
  const country = checkHolidays(input.country) ?? ''
  return { parts: holidayParts(country.split('-')[0] ?? country), days: holidaysOf(country, input.year) }
})

/** Of a team's emails the next that leaves from this computer (ms); null: none does. */
function nextHere(reader: Reader, accounts: readonly AccountRow[], now: number): number | null {
  const able = accounts
    .filter((row) => row.state === 'active' && !row.paused && !lacksPassword(row))
    .map(({ id }) => id)
  const [next] = nextSends(reader, leavingHere(reader, able, now), 1)
  return (next === undefined ? undefined : sendsById(reader, [next])[0]?.at) ?? null
}

function statusOf(room: Room) {
  const { store, ports } = room
  const workspace = workspaceRow(store)
  const now = ports.clock.now()
  const { planned, unsure, nextAt } = figures(store)
  const accounts = accountRows(store)
  const sent = settledSince(store, 'sent', dayStart(workspace.zone, dayNumber(now, workspace.zone)))
  const ids = accounts.map(({ id }) => id)
  return {
    workspace: workspace.name,
    running: room.running,
    paused: workspace.paused,
    stopped: workspace.stopped,
    held_by: heldBy(room),
    disk_trouble: room.diskTrouble(),
    hosts_trouble: room.hostsTrouble?.() ?? null,
    sandbox: accounts.some((a) => a.kind === 'managed' && a.smtp === null),
    next_send: isoOrNull(isPlain(store) ? nextAt : nextHere(store, accounts, now)),
    sent_today: sent.real,
    sandbox_today: sent.sandbox,
    planned,
    elsewhere: leavingElsewhere(store, ids, now) - asideElsewhere(store, ids, now),
    unsure,
    now: iso(now),
  }
}

const status = os.workspace.status.handler(({ context }) => statusOf(context.room))

/** Writes the row that the loops look at before each message, and who did it. */
function turn(
  { room, asker }: Context,
  state: { paused?: boolean; stopped?: boolean },
  kind: string,
  did: string,
  more: (tx: Tx, now: number) => void = () => {},
) {
  const now = room.ports.clock.now()
  room.store.write((tx) => {
    setSending(tx, state)
    note(tx, now, kind, `${seatById(tx, asker.seatId)?.address ?? 'Somebody'} ${did}.`, deedOf(asker))
    more(tx, now)
  })
  room.changes.tell('workspace')
  return statusOf(room)
}

const pause = os.workspace.pause.handler(({ context }) =>
  turn(context, { paused: true }, 'paused', 'paused all sending'),
)
const resume = os.workspace.resume.handler(({ context }) => {
  const { paused, stopped } = workspaceRow(context.room.store)
  return turn(context, { paused: false, stopped: false }, 'resumed', 'resumed sending', (tx, now) => {
    if (paused || stopped) resumeMissed(tx, now)
  })
})
const stop = os.workspace.stop.handler(({ context }) =>
  turn(context, { stopped: true }, 'stopped', 'pressed the red stop'),
)

/** How far back the journal is shown. */
const journalRows = 500
const journal = os.workspace.journal.handler(({ context: { room } }) => {
  const since = room.ports.clock.now() - 365 * DAY
  return journalEntries(room.store, journalRows)
    .filter((entry) => entry.at >= since)
    .map(({ at, kind, text }) => ({ at: iso(at), kind, text }))
})

export const workspace = { get, update, consequence, countries, holidays, status, pause, resume, stop, journal }
