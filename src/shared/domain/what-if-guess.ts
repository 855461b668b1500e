import { checkTypedPick } from './plan-agenda.ts'
import type { Calendar, WindowBlock } from './plan-shape.ts'
import { accountLimits } from './policy.ts'
import { dayNumber } from './time.ts'
import { formatDay } from './time-text.ts'
import { changed, type WhatIf, workingDays } from './what-if.ts'
import { type Estimate, estimate } from './what-if-coarse.ts'
import type { Coarse } from './what-if-groups.ts'
import type { Numbers, Ready } from './what-if-numbers.ts'
import { regrouped } from './what-if-senders.ts'
import { parseWindows } from './window.ts'

/**
 * What somebody's change comes to, as an estimate: the one function that answers a slider, in the engine and in the
 * page's worker alike. It doesn't say whether the change is allowed, or possible for each single email; the engine does.
 */

/** As people and programs name things: accounts by id or address, sequences by id or name. */
export interface Tryable {
  /** All limits of the accounts named: `80/hour`. */
  limits?: Record<string, string[]> | undefined
  windows?: string[] | undefined
  /** A slot, local to the workspace, for all of a sequence. */
  start?: { sequence: string; slot: string } | undefined
  /** Or an instant (ms) for each engagement. */
  starts?: { engagement: string; at: number }[] | undefined
  senders?: { sequence: string; accounts: string[] } | undefined
}

export interface Guess {
  /** ms since the epoch: the last slot that is used; null when nothing can be sent. */
  finish: number | null
  /** By how many working days the end moves; negative: sooner. */
  workingDays: number
  /** Emails by day of the workspace's zone. */
  totals: { date: string; emails: number }[]
  /** What holds it back, in words; null when only the calendar does. */
  held: string | null
}

/** By how many working days the end moves; negative: sooner. 0 where there is no end before or after. */
export function movedBy(calendar: Calendar, zone: string, before: number | null, after: number | null): number {
  if (before === null || after === null) return 0
  return workingDays(calendar, dayNumber(before, zone), dayNumber(after, zone))
}

const accountNamed = ({ accounts }: Numbers, name: string): number => {
  const place = accounts.findIndex(({ id }) => id === name)
  return place >= 0 ? place : accounts.findIndex(({ address }) => address.toLowerCase() === name.toLowerCase())
}

const sequenceNamed = ({ sequences }: Numbers, wanted: string): number => {
  const place = sequences.findIndex(({ id }) => id === wanted)
  return place >= 0 ? place : sequences.findIndex(({ name }) => name === wanted)
}

/** Places of the batches that are so. */
const batchesThat = ({ batches }: Numbers, fits: (batch: Numbers['batches'][number]) => boolean): Set<number> =>
  new Set(batches.flatMap((batch, i) => (fits(batch) ? [i] : [])))

function limitsOf(numbers: Numbers, limits: NonNullable<Tryable['limits']>): WhatIf['limits'] | null {
  const wanted = new Map<number, Numbers['accounts'][number]['limits']>()
  for (const [name, texts] of Object.entries(limits)) {
    const place = accountNamed(numbers, name)
    const account = numbers.accounts[place]
    if (!account) return null
    // what only an admin may set is the engine's to refuse
    const made = accountLimits(texts, 'admin', numbers.ceilings, account.limits)
    if ('error' in made) return null
    wanted.set(place, made.limits)
  }
  return wanted
}

/** @param windows the sending hours that are tried, where others are */
function startOf(
  { numbers, calendar }: Ready,
  { sequence, slot }: NonNullable<Tryable['start']>,
  windows: readonly WindowBlock[] | undefined,
): WhatIf['starts'] | null {
  const place = sequenceNamed(numbers, sequence)
  const hours = windows ? { ...calendar, windows: [...windows] } : calendar
  const pick = checkTypedPick(hours, numbers.zone, slot, numbers.now)
  if (place < 0 || !pick.ok) return null
  return new Map([...batchesThat(numbers, (batch) => batch.sequence === place)].map((i) => [i, pick.at]))
}

const startsOf = ({ batches }: Numbers, starts: NonNullable<Tryable['starts']>): NonNullable<WhatIf['starts']> => {
  const wanted = new Map(starts.map(({ engagement, at }) => [engagement, at]))
  return new Map(
    batches.flatMap(({ id }, i) => {
      const at = wanted.get(id)
      return at === undefined ? [] : [[i, at] as const]
    }),
  )
}

function shared({ numbers }: Ready, coarse: Coarse, senders: NonNullable<Tryable['senders']>): Coarse | null {
  const place = sequenceNamed(numbers, senders.sequence)
  const given = [...new Set(senders.accounts.map((name) => accountNamed(numbers, name)))]
  if (place < 0 || given.includes(-1)) return null
  const except = new Set(numbers.accounts.flatMap(({ sandbox }, i) => (sandbox ? [i] : [])))
  const batches = batchesThat(numbers, (batch) => batch.sequence === place && batch.shared)
  const shares = given.map((account) => {
    const { address, weight } = numbers.accounts[account] as Numbers['accounts'][number]
    return { account, address, weight }
  })
  if (shares.every(({ weight }) => weight <= 0)) return null
  return regrouped(coarse, batches, shares, except)
}

/** The numbers as they would be; null where the change can't be read. */
function tried(ready: Ready, { limits, windows, start, starts, senders }: Tryable): Coarse | null {
  const what: WhatIf = {}
  if (limits) {
    const made = limitsOf(ready.numbers, limits)
    if (!made) return null
    what.limits = made
  }
  if (windows) {
    const parsed = parseWindows(windows)
    if ('error' in parsed || parsed.blocks.length === 0) return null
    what.windows = { blocks: parsed.blocks, batches: batchesThat(ready.numbers, ({ follows }) => follows) }
  }
  if (starts) what.starts = startsOf(ready.numbers, starts)
  if (start) {
    const made = startOf(ready, start, what.windows?.blocks)
    if (!made) return null
    what.starts = made
  }
  const coarse = changed(ready.coarse, what)
  return senders ? shared(ready, coarse, senders) : coarse
}

/** A limit in words, with its mailbox where it is one's. */
function heldText({ accounts }: Numbers, held: Estimate['held']): string | null {
  if (held === null) return null
  return held.account === null ? held.text : `${accounts[held.account]?.address}: ${held.text}`
}

/** Estimates a change. Pure; null where it can't be read, which the engine has the words for. */
export function guess(ready: Ready, change: Tryable): Guess | null {
  const coarse = tried(ready, change)
  if (!coarse) return null
  const { numbers, calendar } = ready
  const { finish, days, held } = estimate(coarse)
  return {
    finish,
    workingDays: movedBy(calendar, numbers.zone, numbers.finish, finish),
    totals: [...days].sort(([a], [b]) => a - b).map(([day, emails]) => ({ date: formatDay(day), emails })),
    held: heldText(numbers, held),
  }
}

/** The first estimates take four times as long as those that follow, and a hand is at the slider soon. */
const rehearsals = 8

/** Makes estimates ahead, that nobody waits for. */
export function rehearse(ready: Ready): void {
  for (let i = 0; i < rehearsals; i++) guess(ready, {})
}
