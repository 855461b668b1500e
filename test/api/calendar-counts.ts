/** Counts of a calendar, from its rows and from what it shows, in one shape to be compared. */
import type { TriedEvent } from '../../src/shared/contract/calendar.ts'
import { formatIso } from '../../src/shared/domain/time-text.ts'

export const zone = 'Europe/Paris'

/** An email of the ledger, with its public ids. */
export interface Row {
  at: number
  account: string
  sequence: string
  step: number
}

/** The same counts made one by one: `2026-11-23T11 lane first/later`. */
export function counted(rows: readonly Row[], by: 'account' | 'sequence'): Map<string, [number, number]> {
  const found = new Map<string, [number, number]>()
  for (const row of rows) {
    const key = `${formatIso(row.at, zone).slice(0, 13)} ${row[by]}`
    const pair = found.get(key) ?? [0, 0]
    pair[row.step === 1 ? 0 : 1]++
    found.set(key, pair)
  }
  return found
}

export type Slots = { start: string; lanes: { key: string; first: number; later: number; other: number }[] }[]
/** The same of what the calendar shows. */
export const shown = (slots: Slots) =>
  new Map(
    slots.flatMap(({ start, lanes }) =>
      lanes
        .filter(({ first, later }) => first + later > 0)
        .map(({ key, first, later }): [string, [number, number]] => [
          `${formatIso(Date.parse(start), zone).slice(0, 13)} ${key}`,
          [first, later],
        ]),
    ),
  )

/** What the exact plan says, of all that was answered. */
export const exactOf = (events: readonly TriedEvent[]) => {
  const exact = events.find((event) => event.kind === 'exact')
  if (exact?.kind !== 'exact') throw new Error('no plan came')
  return exact
}
