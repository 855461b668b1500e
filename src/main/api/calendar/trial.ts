/**
 * What a change comes to, planned by the one `plan()`. Reading a large ledger takes longer than planning it, so what
 * was read is kept between two questions, until the database has changed or another hour has begun.
 */
import type { TrialAnswer, TrialHeld, TrialWish } from '../../../shared/contract/calendar.ts'
import { bottleneck } from '../../../shared/domain/bottleneck.ts'
import { plan } from '../../../shared/domain/plan.ts'
import type { Plan, PlanInput } from '../../../shared/domain/plan-shape.ts'
import { policyOf } from '../../../shared/domain/policy.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import { formatDay } from '../../../shared/domain/time-text.ts'
import { changed, comparePlaces, hourStart, type Places, perDay, placesOf } from '../../../shared/domain/what-if.ts'
import { coarseOf } from '../../../shared/domain/what-if-groups.ts'
import { type Numbers, numbersOf } from '../../../shared/domain/what-if-numbers.ts'
import { dealtAnew, withSenders } from '../../../shared/domain/what-if-senders.ts'
import { daysOff } from '../../days-off.ts'
import { lastPlannedAt, unwritten } from '../../store/calendar.ts'
import type { Store } from '../../store/open.ts'
import { type PlanState, planState } from '../../store/plan-state.ts'
import type { LedgerRow } from '../../store/planning.ts'
import { isSandbox } from '../may-send.ts'
import { following, whatIfOf } from './change.ts'
import { count, type Hours, type LaneSender, plainSlots, slotsWithRoom } from './lanes.ts'
import { type World, worldOf } from './world.ts'

interface Trial {
  /** Row ids of the input's enrollments. */
  enrollments: number[]
  version: string
  hour: number
  world: World
  state: Pick<PlanState, 'input' | 'accounts' | 'batches'>
  base: Places
  /** Emails that are planned in the ledger and that nobody plans: held, paused. They stay where they are. */
  standing: Hours
  standingBySequence: Hours
  finish: number | null
  numbers: Numbers
}

const finishOf = ({ sends }: Plan): number | null => (sends.length === 0 ? null : (sends.at.at(-1) as number))

function keyed({ world, state }: Pick<Trial, 'world' | 'state'>, by: 'sender' | 'sequence') {
  const names = new Map(world.sequences.map((s) => [s.id, s.publicId]))
  const sequences = state.batches.map((b) => names.get(b.sequenceId) ?? '')
  const senders = state.accounts.map((a) => a.publicId)
  return (account: number, batch: number | null): string =>
    by === 'sender' ? (senders[account] ?? '') : (sequences[batch ?? -1] ?? '')
}

/** Rows that are planned in the ledger and that nobody plans. */
function standingRows(state: PlanState, base: Plan): LedgerRow[] {
  const planned = new Set<number>()
  for (let i = 0; i < base.sends.length; i++) {
    const row = state.rows.get(`${base.sends.enrollment[i]}:${base.sends.step[i]}`)
    if (row) planned.add(row.id)
  }
  const standing: LedgerRow[] = []
  // What has left, or stands in a slot that has begun, is in the input as fixed.
  for (const rows of state.ledger.values())
    for (const row of rows)
      if (row.state === 'planned' && row.slot > state.input.now && !planned.has(row.id)) standing.push(row)
  return standing
}

function standingOf(rows: LedgerRow[], state: PlanState, zone: string, keyOf: ReturnType<typeof keyed>): Hours {
  const accounts = new Map(state.accounts.map((a, i) => [a.id, i]))
  const batches = new Map(state.batches.map((b, i) => [b.id, i]))
  const hours: Hours = new Map()
  for (const row of rows) {
    const key = keyOf(accounts.get(row.accountId) ?? -1, batches.get(row.batchId) ?? null)
    count(hours, hourStart(zone, row.at), key, row.step === 1 ? { first: 1 } : { later: 1 })
  }
  return hours
}

/** The input in numbers, for estimates; what a change names it by goes along. */
function countedOf(store: Store, world: World, { input, accounts, batches }: PlanState): Numbers {
  const { workspace } = world
  const sequences = new Map(world.sequences.map(({ id }, i) => [id, i]))
  const follows = new Set(following(world))
  const kept = new Map(world.batches.map((each) => [each.id, each]))
  const nameOf = (closings: { holidays: string | null; daysOff: string[] }) =>
    JSON.stringify([closings.holidays, closings.daysOff])
  return numbersOf(coarseOf(input), {
    ceilings: policyOf(workspace.policy),
    windows: workspace.windows,
    finish: lastPlannedAt(store),
    sequences: world.sequences.map(({ publicId, name }) => ({ id: publicId, name })),
    accounts: accounts.map((row) => ({ id: row.publicId, weight: row.weight, sandbox: isSandbox(row) })),
    batches: batches.map(({ id, publicId, sequenceId }) => ({
      id: publicId,
      sequence: sequences.get(sequenceId) ?? -1,
      follows: follows.has(id),
      shared: kept.get(id)?.assign !== 'owners',
    })),
    closings: {
      own: nameOf(workspace),
      batches: batches.map(nameOf),
      isDayOff: (name) => daysOff(...(JSON.parse(name) as [string | null, string[]])),
    },
  })
}

/** Changes of other connections show in data_version, this one's own in total_changes(). */
const versionOf = (store: Store): string =>
  `${store.sqlite.pragma('data_version', { simple: true })}.${store.get<{ n: number }>('SELECT total_changes() AS n')?.n}`

function load(store: Store, now: number): Trial {
  return store.read(() => {
    const version = versionOf(store)
    const world = worldOf(store)
    const state = planState(store, now, daysOff)
    const base = plan(state.input)
    const about = { world, state }
    const { zone } = state.input
    const standing = standingRows(state, base)
    return {
      version,
      hour: Math.floor(now / HOUR),
      world,
      // The rows themselves are not needed any more, and there may be a million.
      state: { input: state.input, accounts: state.accounts, batches: state.batches },
      enrollments: state.enrollments.map(({ id }) => id),
      base: placesOf(state.input, base),
      standing: standingOf(standing, state, zone, keyed(about, 'sender')),
      standingBySequence: standingOf(standing, state, zone, keyed(about, 'sequence')),
      finish: finishOf(base),
      numbers: countedOf(store, world, state),
    }
  })
}

interface Tallied {
  hours: Hours
  used: Map<number, number>[]
}

/** Everything of a plan by hour and lane, and by hour and account for the limits. */
function tallied(trial: Trial, input: PlanInput, made: Plan, wish: TrialWish): Tallied {
  const { zone } = input
  const keyOf = keyed(trial, wish.by)
  const hours: Hours = new Map()
  const used = input.accounts.map(() => new Map<number, number>())
  const bump = (account: number, batch: number | null, at: number, first: boolean) => {
    const hour = hourStart(zone, at)
    const own = used[account]
    own?.set(hour, (own.get(hour) ?? 0) + 1)
    if (at < wish.from || at >= wish.to) return
    const lane = batch === null ? { other: 1 } : first ? { first: 1 } : { later: 1 }
    count(hours, hour, keyOf(account, batch), lane)
  }
  const { sends } = made
  for (let i = 0; i < sends.length; i++) {
    const enrollment = input.enrollments[sends.enrollment[i] as number]
    if (enrollment) bump(enrollment.account, enrollment.batch, sends.at[i] as number, sends.step[i] === 1)
  }
  for (const { account, batch, at, firstStep } of input.fixed) bump(account, batch, at, firstStep)
  const standing = wish.by === 'sender' ? trial.standing : trial.standingBySequence
  for (const [hour, lanes] of standing)
    if (hour >= wish.from && hour < wish.to) for (const [key, lane] of lanes) count(hours, hour, key, lane)
  return { hours, used }
}

function slotsOf(trial: Trial, input: PlanInput, made: Plan, wish: TrialWish): TrialAnswer['slots'] {
  const { hours, used } = tallied(trial, input, made, wish)
  const span = { from: Math.max(wish.from, hourStart(input.zone, wish.now)), to: wish.to, open: [] }
  if (wish.by === 'sequence') return plainSlots(hours, span)
  const senders: LaneSender[] = trial.state.accounts.flatMap((row, i) => {
    const account = input.accounts[i]
    const own = used[i]
    return account && own && own.size > 0 ? [{ id: row.publicId, account, used: own }] : []
  })
  return slotsWithRoom(hours, senders, { seed: input.seed, zone: input.zone }, span)
}

/** First and last email of one sequence, or of all. */
function endsOf(trial: Trial, input: PlanInput, { sends }: Plan, sequence: number | null) {
  const concerned = trial.state.batches.map((b) => sequence === null || b.sequenceId === sequence)
  const isOwn = (i: number) => concerned[input.enrollments[sends.enrollment[i] as number]?.batch ?? -1] === true
  let first = 0
  while (first < sends.length && !isOwn(first)) first++
  let last = sends.length - 1
  while (last >= first && !isOwn(last)) last--
  return last < first
    ? { first: null, last: null }
    : { first: sends.at[first] as number, last: sends.at[last] as number }
}

function totalsOf(made: Plan, zone: string): TrialAnswer['totals'] {
  const days = [...perDay(made, zone)].sort(([a], [b]) => a - b)
  return days.map(([day, emails]) => ({ date: formatDay(day), emails }))
}

/** The input with contacts that nobody has written to dealt out anew, as applying it does. */
function shared(store: Store, { enrollments, state }: Trial, input: PlanInput, { wanted, now }: TrialWish): PlanInput {
  const { senders } = wanted
  if (senders === null) return input
  const names = unwritten(store, senders.batches, now).map(({ enrollmentId }) => enrollmentId)
  if (names.length === 0) return input
  const places = new Map(enrollments.map((id, i) => [id, i]))
  const accounts = new Map(state.accounts.map(({ id }, i) => [id, i]))
  const given = dealtAnew(names, senders.accounts, input.seed)
  const senderOf = new Map<number, number>()
  for (const [i, id] of names.entries()) {
    const [place, account] = [places.get(id), accounts.get(given[i] as number)]
    if (place !== undefined && account !== undefined) senderOf.set(place, account)
  }
  return withSenders(input, senderOf)
}

export interface Trials {
  tryOut(wish: TrialWish): TrialAnswer
  held(): TrialHeld
}

/** Keeps what it read for the next question. */
export function openTrials(store: Store): Trials {
  let trial: Trial | null = null
  let last: { input: PlanInput; made: Plan } | null = null
  const fresh = (now: number): { trial: Trial; read: boolean } => {
    if (trial && trial.hour === Math.floor(now / HOUR) && trial.version === versionOf(store))
      return { trial, read: false }
    trial = load(store, now)
    return { trial, read: true }
  }
  return {
    tryOut(wish) {
      const { trial, read } = fresh(wish.now)
      const numbers = read || wish.load ? trial.numbers : null
      const blank = { finish: trial.finish, first: null, last: null, totals: [], slots: [], moved: 0, waiting: 0 }
      if (wish.load) return { ...blank, finishBefore: trial.finish, numbers }
      const { state } = trial
      const what = whatIfOf(
        wish.wanted,
        state.accounts.map(({ id }) => id),
        state.batches.map(({ id }) => id),
      )
      const input = shared(store, trial, changed(state.input, what), wish)
      const made = plan(input)
      last = { input, made }
      const { moved, lost } = comparePlaces(trial.base, placesOf(input, made))
      return {
        finishBefore: trial.finish,
        finish: finishOf(made),
        ...endsOf(trial, input, made, wish.sequence),
        totals: totalsOf(made, input.zone),
        slots: slotsOf(trial, input, made, wish),
        moved,
        waiting: lost,
        numbers,
      }
    },
    held() {
      const found = last && bottleneck(last.input, last.made)
      return found && { text: found.text, accounts: found.accounts, limit: found.text.split(': ').at(-1) ?? found.text }
    },
  }
}
