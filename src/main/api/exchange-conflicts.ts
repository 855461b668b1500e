/** What a file says otherwise than this computer, as the doors show it. */
import {
  type ConflictNamed,
  type FieldSaid,
  sideBySide,
  valueLine,
  whyCounts,
} from '../../shared/domain/conflict-named.ts'
import { fieldWords, going } from '../../shared/domain/contested.ts'
import type { Looked } from '../file/take-in.ts'
import { aboutOf, referredTo } from '../store/conflict-names.ts'
import { peerRows } from '../store/exchange.ts'
import type { Reader } from '../store/open.ts'
import { stepsField } from '../store/texts-apart.ts'
import { iso } from './context.ts'

export function shownConflicts(reader: Reader, { conflicts, kinds }: Pick<Looked, 'conflicts' | 'kinds'>) {
  const peers = new Map(peerRows(reader).map((row) => [row.publicId, row]))
  const nameOf = (device: string): string => {
    const peer = peers.get(device)
    return peer?.own ? 'this computer' : (peer?.name ?? 'another computer')
  }
  return {
    conflicts: conflicts.map((one) => ({
      kind: one.kind,
      subject: one.id,
      about: aboutOf(reader, one.kind, one.id),
      device: one.device,
      device_name: peers.get(one.device)?.name ?? null,
      author: peers.get(one.device)?.seat ?? null,
      fields: one.fields.map((said) => shownField(reader, one, said, nameOf)),
      more_fields: one.more,
    })),
    conflicts_count: Object.values(kinds).reduce((sum, brought) => sum + brought.conflicts, 0),
  }
}

function shownField(reader: Reader, { kind }: ConflictNamed, said: FieldSaid, nameOf: (device: string) => string) {
  const { field, here, there, counts, stays, yields } = said
  const isGoing = field === going
  const line = (value: unknown) => (isGoing ? (value ? 'removed' : 'changed') : lineOf(reader, field, value))
  const both = field === stepsField ? textsLine(here, there) : ([line(here), line(there)] as const)
  return {
    field,
    name: isGoing ? 'Whether it stays' : fieldWords(field),
    ...sideBySide(...both),
    counts,
    words: whyCounts(kind, said, nameOf(stays), nameOf(yields)),
  }
}

/** What people wrote in the steps; where only the rest of them differs, all of it. */
function textsLine(here: unknown, there: unknown): readonly [string | null, string | null] {
  const written = (steps: unknown): string | null =>
    (Array.isArray(steps) ? (steps as Partial<Record<string, string>>[]) : [])
      .map(({ subject, text, html, note }) => [subject, text ?? html, note].filter(Boolean).join(': '))
      .join('; ') || null
  const plain = [written(here), written(there)] as const
  return plain[0] === plain[1] ? [valueLine(here), valueLine(there)] : plain
}

/** Instants as such, and what a field refers to by its name. */
function lineOf(reader: Reader, field: string, value: unknown): string | null {
  if (typeof value === 'number' && /(?:At|Until)$/.test(field)) return iso(value)
  if (typeof value === 'string') return referredTo(reader, field, value) ?? value
  return valueLine(value)
}
