/**
 * From which mailbox somebody's emails were to leave, as whoever speaks of them knew. What is folded so far may be the word of
 * somebody else whom they had not heard of: judged by that, it would depend on which file came first who is believed.
 */
import { type Change, canonical } from './shared-change.ts'
import { knows, type Place } from './shared-order.ts'

/** Note of the fold: each word on it since the first, with where it was said. */
export const moves = '~moves'

interface Move {
  /** Public id of the account. */
  account: unknown
  at: string
  /** null: as it began, which everybody knows who can speak of it. */
  device: string | null
  number: number
}

type Began = Pick<Move, 'account' | 'at'>
type Fields = Readonly<Record<string, unknown>>

/**
 * Notes one more word on it in a row of the fold. In whatever order, with repeats, it ends the same.
 *
 * @param row whose note is that of before
 * @param began the account it was told to leave from before, if any
 */
export function foldMoves(
  { fields }: { fields: Record<string, unknown> },
  began: Began,
  change: Change,
  place: Place,
): void {
  const account = change.set?.account
  if (account === undefined || began.account === undefined) return
  const move: Move = { account, at: change.hlc, device: place.device, number: place.number }
  const all = (fields[moves] as Move[] | undefined) ?? [{ ...began, device: null, number: 0 }]
  if (all.some((each) => canonical(each) === canonical(move))) return
  fields[moves] = [...all, move].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1))
}

/** Public id of the account as the writer of a chunk knew it. */
export function accountAt(fields: Fields, chunk: Place): unknown {
  const known = ((fields[moves] ?? []) as Move[]).filter(
    ({ device, number }) => device === null || knows(chunk, { device, number }),
  )
  const last = known.reduce<Move | undefined>(
    (latest, each) => (latest && latest.at > each.at ? latest : each),
    undefined,
  )
  return last ? last.account : fields.account
}
