/**
 * What was said on this computer alone of rows that a file changes. A computer tells all of its own before it takes anything in; one
 * in safe mode, or that nobody admitted yet, can't. It tells that afterwards, with a later clock than all it took in meanwhile:
 * so it counts then, and stays said here until then.
 */
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import { clockOf, type Folded, foldChange, hasGone, latestOf } from '../../shared/domain/shared-fold.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import { seenHeads } from './chunks.ts'
import { tick } from './clockwork.ts'
import { ownDevice } from './devices.ts'
import { difference, same } from './difference.ts'
import type { Tx } from './open.ts'
import { codecs } from './shared-codecs/index.ts'
import { sharedRow } from './shared-rows.ts'
import { staying, withTwins } from './twins.ts'
import { anythingUntold, mayBeUntold } from './untold.ts'

/** Puts what was said here over a row of the fold; the very row where nothing was said, or where it doesn't count any more. */
export type Say = <T extends Folded>(row: T) => T

export interface OwnWords {
  /** Looks for such words before the fold of a row is changed; what was found once stays so. */
  look(kind: SharedKind, id: string): Say
  /**
   * What was found before.
   *
   * @param ids names of what is one row from now on
   */
  of(kind: SharedKind, ...ids: string[]): Say
}

/** Of what became of emails, of texts and of who may send, other words count than the last one: their tables see to it. */
const otherwise: readonly SharedKind[] = ['sequence_version', 'share', 'invitation', 'send', 'incoming']
/** Of an enrollment: what a person gave it. It goes from mailbox to mailbox by another rule. */
const ofEnrollment = /^(state|reason|holds\..*|texts\..*)$/
const isOtherwise = (kind: SharedKind, field: string): boolean =>
  kind === 'enrollment'
    ? !ofEnrollment.test(field)
    : kind === 'account' && (field.startsWith('homes.') || field.startsWith('handing'))

interface Word {
  set?: Record<string, unknown>
  gone?: true
  by: string | null
  /** Stamp of its row; '' where it has none. Not everything that is changed stamps it anew. */
  hlc: string
  /** The fold as it was then. */
  held: Folded
}

const nothing: Say = (row) => row
const none: OwnWords = { look: () => nothing, of: () => nothing }

/** @param chunk what is about to be folded */
export function ownWords(tx: Tx, chunk: Place, now: number): OwnWords {
  // asked once a chunk, before anything is written: of a computer that tells at once nothing is ever untold here
  if (!anythingUntold(tx)) return none
  const words = new Map<string, Word | undefined>()
  const device = ownDevice(tx)
  // an opt-out in this very chunk was not known to whoever took the line off here
  const seen = { ...seenHeads(tx, device), [chunk.device]: chunk.number - 1 }
  const place = { device, number: Number.MAX_SAFE_INTEGER, seen }
  const keyOf = (kind: SharedKind, id: string) => `${kind} ${codecs[kind]?.rowOf(tx, id) ?? id}`
  const of: OwnWords['of'] = (kind, ...ids) => {
    const said = ids.map((id) => ({ id, word: words.get(keyOf(kind, id)) }))
    return (row) => {
      let last = row
      for (const { id, word } of said) if (word) last = over(tx, { kind, id, word, place, now }, last)
      return last
    }
  }
  const look = (kind: SharedKind, id: string) => {
    const key = keyOf(kind, id)
    if (!otherwise.includes(kind) && !words.has(key)) words.set(key, untoldOf(tx, kind, staying(tx, kind, id)))
    return of(kind, id)
  }
  return { look, of }
}

/** What the row has to tell, as sealing will find it. */
function untoldOf(tx: Tx, kind: SharedKind, id: string): Word | undefined {
  const codec = codecs[kind]
  const rowId = codec?.rowOf(tx, id)
  const held = sharedRow(tx, kind, id) && withTwins(tx, kind, id)
  // of one that waits the table doesn't say what was folded so far
  if (!codec || !held || held.waits) return undefined
  const going = (by: string | null, hlc: string): Word | undefined =>
    hasGone(kind, held) ? undefined : { gone: true, by, hlc, held }
  if (rowId === undefined) return isTakenOut(tx, kind, id) ? going(null, '') : undefined
  if (!mayBeUntold(tx, kind, rowId)) return undefined
  const row = codec.read(tx, rowId)
  if (!row || row.id !== id) return undefined
  if (row.gone) return kind === 'enrollment' ? undefined : going(row.by, row.hlc)
  const set = Object.fromEntries(
    Object.entries(difference(codec, row, held)).filter(([field]) => !isOtherwise(kind, field)),
  )
  return Object.keys(set).length > 0 ? { set, by: row.by, hlc: row.hlc, held } : undefined
}

const isTakenOut = (tx: Tx, kind: SharedKind, id: string): boolean =>
  tx.get('SELECT 1 FROM shared_dirty WHERE kind = ? AND public_id = ?', kind, id) !== undefined

function over<T extends Folded>(
  tx: Tx,
  { kind, id, word, place, now }: { kind: SharedKind; id: string; word: Word; place: Place; now: number },
  row: T,
): T {
  const { by, gone, hlc, held } = word
  // an older copy hears from the team what it said itself later
  const isLater = (at: string, was: string): boolean =>
    at !== was && hlc !== '' && at.endsWith(`-${place.device}`) && at >= hlc
  if (gone && (isLater(latestOf(row), latestOf(held)) || hasGone(kind, row))) return row
  const fields = Object.entries(word.set ?? {}).filter(
    ([field, value]) =>
      (hasGone(kind, row) || !same(value, row.fields[field])) && !isLater(clockOf(row, field), clockOf(held, field)),
  )
  if (!gone && (fields.length === 0 || (kind === 'enrollment' && hasGone(kind, row)))) return row
  const told = { ...(gone ? { gone } : { set: Object.fromEntries(fields) }), by }
  const after = foldChange(
    row,
    { kind, id, salt: '', hlc: clockAfter(tx, row, word, place.device, now), ...told },
    place,
  )
  const counts = gone
    ? hasGone(kind, after)
    : !hasGone(kind, after) && fields.some(([field, value]) => same(value, after.fields[field]))
  return counts ? { ...row, ...after } : row
}

/** After all that was told of the row, as sealing will give it. */
function clockAfter(tx: Tx, row: Folded, { hlc }: Word, device: string, now: number): string {
  const newest = latestOf(row)
  if (hlc.endsWith(`-${device}`) && hlc > newest) return hlc
  const latest = tx.get<{ hlc: string }>('SELECT hlc FROM workspace')?.hlc ?? ''
  const at = tick(newest > latest ? newest : latest, now, device)
  tx.run('UPDATE workspace SET hlc = ?', at)
  return at
}
