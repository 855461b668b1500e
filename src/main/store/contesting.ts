/** Finding, and writing down, where two computers said different things of one row. */
import { contested, decided, fieldWords, going, type Heard } from '../../shared/domain/contested.ts'
import type { Change } from '../../shared/domain/shared-change.ts'
import { type Folded, foldChange, hasGone, latestOf } from '../../shared/domain/shared-fold.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import { millisOf, tick } from './clockwork.ts'
import { difference } from './difference.ts'
import type { Court } from './facts.ts'
import { noteMerge } from './merge-notes.ts'
import type { Reader, Tx } from './open.ts'
import { codecs } from './shared-codecs/index.ts'
import { sharedRow } from './shared-rows.ts'
import { stepsField, textsApart } from './texts-apart.ts'
import { withTwins } from './twins.ts'

/** What whoever wrote a chunk had heard of. */
export function heardBy(reader: Reader, { seen }: Pick<Place, 'seen'>): Heard {
  const last = new Map<string, string>()
  return (clock) => {
    const device = clock.slice(25)
    const at =
      last.get(device) ??
      reader.get<{ at: string }>('SELECT at FROM chunks WHERE device = ? AND number = ?', device, seen[device] ?? 0)
        ?.at ??
      ''
    last.set(device, at)
    return clock <= at
  }
}

/** Tells of fields that two computers said apart: once a row and chunk. Returns how many notes were written. */
export function noteContested(
  tx: Tx,
  { court, place, heard, now }: { court: Court; place: Place; heard: Heard; now: number },
  change: Change,
  held: Folded,
  after: Folded,
): number {
  const fields = contested(held, change, place.device, heard)
  if (fields.length === 0) return 0
  const { kind, id } = change
  const outcome = decided(held, after, place.device, change, fields)
  const author = court.authority.standing(place)?.seat ?? null
  const about = `beside ${place.device} ${place.number} ${kind} ${id}`
  const words = outcome.map((one) => decidedWords(tx, one, hasGone(kind, after))).join(' ')
  const note = { what: 'conflict', device: place.device, author, kind, subject: id, words, about } as const
  return Number(noteMerge(tx, { ...note, data: { fields } }, now))
}

/** The same of a sequence's steps, which are told as texts of their own. Before the text is taken in. */
export function noteTextsApart(
  tx: Tx,
  { court, place, heard, now }: { court: Court; place: Place; heard: Heard; now: number },
  change: Change,
): number {
  const texts = textsApart(tx, change, place, heard)
  if (texts === null) return 0
  const { sequence, stays, yields } = texts
  const author = court.authority.standing(place)?.seat ?? null
  const words = decidedWords(tx, { field: stepsField, stays, yields }, false)
  const about = `beside ${place.device} ${place.number} texts ${sequence}`
  const note = { what: 'conflict', device: place.device, author, kind: 'sequence', subject: sequence } as const
  return Number(noteMerge(tx, { ...note, words, about, data: { fields: [stepsField] } }, now))
}

function decidedWords(
  reader: Reader,
  { field, stays, yields }: { field: string; stays: string; yields: string },
  isGone: boolean,
): string {
  const [winner, loser] = [nameOf(reader, stays), nameOf(reader, yields)]
  if (field === going)
    return isGone
      ? `It stays removed, as ${winner} said, though ${loser} had changed it.`
      : `It stays, as ${winner} changed it, though ${loser} had removed it.`
  return `${fieldWords(field)}: what was said on ${winner} counts, not what was said on ${loser}.`
}

const nameOf = (reader: Reader, device: string): string =>
  reader.get<{ name: string }>('SELECT name FROM devices WHERE public_id = ?', device)?.name ?? 'another computer'

/**
 * The row as it will be once this computer has told what was changed here: taking a file in tells that first. Writes nothing.
 *
 * @param device this one, public id
 * @param latest clock of the workspace
 */
export function withUntold(
  reader: Reader,
  kind: Change['kind'],
  id: string,
  device: string,
  latest: string,
): Folded | undefined {
  const held = sharedRow(reader, kind, id)
  const codec = codecs[kind]
  if (!codec) return held
  const change = (what: { set?: Record<string, unknown>; gone?: true }, hlc: string, by: string | null): Folded => {
    const newest = [held?.gone ?? '', held ? latestOf(held) : ''].sort().at(-1) ?? ''
    const at =
      hlc.endsWith(`-${device}`) && hlc > newest
        ? hlc
        : tick(newest > latest ? newest : latest, millisOf(latest), device)
    return foldChange(
      held,
      { kind, id, hlc: at, by, salt: '', ...what },
      { device, number: Number.MAX_SAFE_INTEGER, seen: {} },
    )
  }
  const removed = 'SELECT 1 FROM shared_dirty WHERE kind = ? AND public_id = ?'
  const rowId = codec.rowOf(reader, id)
  if (rowId === undefined)
    return held && !hasGone(kind, held) && reader.get(removed, kind, id) ? change({ gone: true }, '', null) : held
  if (!isUntold(reader, kind, rowId)) return held
  const row = codec.read(reader, rowId)
  if (!row || row.id !== id) return held
  if (row.gone) return held && !hasGone(kind, held) ? change({ gone: true }, row.hlc, row.by) : held
  const set = difference(codec, row, held && withTwins(reader, kind, id))
  return Object.keys(set).length === 0 ? held : change({ set }, row.hlc, row.by)
}

const isUntold = (reader: Reader, kind: Change['kind'], rowId: number): boolean =>
  reader.get('SELECT 1 FROM shared_dirty WHERE kind = ? AND row_id = ?', kind, rowId) !== undefined ||
  reader.get('SELECT 1 FROM shared_ranges WHERE kind = ? AND "after" < ? AND upto >= ?', kind, rowId, rowId) !==
    undefined
