/**
 * What is in conflict, thing by thing, for whoever decides whether to take a file in: what is said here and there, which of the
 * two will count, and why. Bounded, however much a file holds.
 */
import type { Decided } from './contested.ts'
import { going } from './contested.ts'
import { type SharedKind, sharedKinds } from './shared-change.ts'

/** Things that are named; the others are counted. */
export const mostNamed = 50

/** Fields of one thing that are named. */
export const mostFields = 20

/** A field that two computers said apart. */
export interface FieldSaid extends Decided {
  /** As it is here now; null: nothing. Of the thing's going (`going`): true where it is removed here. */
  here: unknown
  /** As the file has it. */
  there: unknown
  counts: 'here' | 'there'
  /** Is the word that counts the later one? False: of this field the first word counts. */
  isLater: boolean
}

/** A thing of which two computers said different things. */
export interface ConflictNamed {
  kind: SharedKind
  /** Public id. */
  id: string
  /** Public id of the computer that said it there. */
  device: string
  fields: FieldSaid[]
  /** Fields beyond those. */
  more: number
}

/**
 * Those to name, of every kind some: one kind of which there are many leaves room for the others. In the order of kinds.
 *
 * @param most so many in all
 */
export function fairShare(all: readonly ConflictNamed[], most = mostNamed): ConflictNamed[] {
  const seen = new Map<SharedKind, number>()
  const ranked = all.map((one) => {
    const rank = seen.get(one.kind) ?? 0
    seen.set(one.kind, rank + 1)
    return { one, rank, kind: sharedKinds.indexOf(one.kind) }
  })
  return ranked
    .toSorted((a, b) => a.rank - b.rank || a.kind - b.kind)
    .slice(0, most)
    .toSorted((a, b) => a.kind - b.kind || a.rank - b.rank)
    .map(({ one }) => one)
}

/** Why one of the two counts, a sentence. `winner` and `loser` are names of computers. */
export function whyCounts(kind: SharedKind, said: FieldSaid, winner: string, loser: string): string {
  const whole = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
  if (said.field !== going)
    return whole(
      said.isLater ? `${winner} said it later.` : `${winner} said it first, and of this the first word counts.`,
    )
  const staysRemoved = said.counts === 'here' ? said.here === true : said.there === true
  if (!staysRemoved) return whole(`${winner} changed it after ${loser} had removed it.`)
  if (kind === 'contact') return whole(`${winner} removed it, and a contact that was removed stays so.`)
  return whole(`${winner} removed it after ${loser} had changed it.`)
}

/** A value in one line; null: nothing. What is made of parts is told part by part. */
export function valueLine(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) {
    const between = value.some((one) => typeof one === 'object') ? '; ' : ', '
    return value.map((one) => valueLine(one) ?? '').join(between) || null
  }
  if (typeof value !== 'object') return String(value)
  return (
    Object.entries(value)
      .flatMap(([key, part]) => {
        const line = valueLine(part)
        return line === null ? [] : [`${key} ${line}`]
      })
      .join(', ') || null
  )
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/**
 * Two values side by side, so short that they fit a line each, and cut so that where they first differ is in sight.
 *
 * @param most characters of each
 */
export function sideBySide(
  here: string | null,
  there: string | null,
  most = 160,
): { here: string | null; there: string | null } {
  if (here === null || there === null) return { here: cut(here, 0, most), there: cut(there, 0, most) }
  const plain = [oneLine(here), oneLine(there)] as const
  // where only line ends or spaces differ, these are what there is to see
  const [a, b] = plain[0] === plain[1] ? [here, there] : plain
  const [x, y] = [[...a], [...b]]
  let same = 0
  while (same < x.length && same < y.length && x[same] === y[same]) same++
  const from = same > most / 2 && Math.max(x.length, y.length) > most ? same - Math.floor(most / 4) : 0
  return { here: cut(a, from, most), there: cut(b, from, most) }
}

function cut(text: string | null, from: number, most: number): string | null {
  if (text === null) return null
  const all = [...text]
  const end = from + most
  return `${from > 0 ? '…' : ''}${all.slice(from, end).join('')}${all.length > end ? '…' : ''}`
}
