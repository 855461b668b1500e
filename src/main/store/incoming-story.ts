/** Tells what a message was and what followed: for the journal, for notifications, and for whoever looks at it. */
import { isOfPerson } from '../../shared/domain/consequence.ts'
import { cameBack, consequenceLines, type ToldEffects } from '../../shared/domain/consequence-words.ts'
import type { IncomingKind } from '../../shared/domain/incoming-shape.ts'
import { type IncomingRow, incomingByPublicId } from './incoming.ts'
import { type Effects, effectsOf, type SuppressedAddress } from './incoming-kept.ts'
import { note } from './journal.ts'
import type { Reader, Tx } from './open.ts'

/** One message, as it is told. */
export interface TakenIn {
  publicId: string
  kind: IncomingKind
  hard: boolean
  /** A complaint that a machine reported, not a person. */
  byMachine: boolean
  /** `Ada Lovelace replied` */
  headline: string
  /** What followed. */
  lines: string[]
  /** False: nothing followed. */
  changed: boolean
}

/** Name or address of whom it is about; else of who wrote it. */
export const whoOf = (row: Pick<IncomingRow, 'firstName' | 'lastName' | 'contact' | 'fromName' | 'fromAddress'>) =>
  [row.firstName, row.lastName].filter(Boolean).join(' ') || row.contact || row.fromName || row.fromAddress

const toldAddress = (kept: SuppressedAddress | null) =>
  kept && { address: kept.value, reason: kept.reason, made: kept.made }

function told(reader: Reader, { ended, suppressed, present, away, settled, note: said }: Effects): ToldEffects {
  const nameOf = (id: number) =>
    reader.get<{ name: string }>(
      'SELECT q.name FROM enrollments e JOIN sequences q ON q.id = e.sequence_id WHERE e.id = ?',
      id,
    )?.name ?? 'A sequence'
  const contactOf = (id: number) =>
    reader.get<{ name: string }>(
      `SELECT coalesce(nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), c.address) AS name
       FROM enrollments e JOIN contacts c ON c.id = e.contact_id WHERE e.id = ?`,
      id,
    )?.name ?? 'a colleague'
  return {
    ended: ended.map((each) => ({
      sequence: nameOf(each.id),
      to: each.to,
      changed: each.before !== null,
      emails: each.sends.length,
      ...(each.to === 'stopped' ? { who: contactOf(each.id) } : {}),
    })),
    suppressed: toldAddress(suppressed),
    present: toldAddress(present),
    awayUntil: away?.until ?? null,
    settled: settled !== null,
    note: said,
  }
}

/** What followed from it, line by line. */
export const linesOf = (reader: Reader, row: IncomingRow): string[] =>
  consequenceLines(told(reader, effectsOf(row.effects)), whoOf(row), row.at)

/** Writes the line of the journal where something followed. */
export function keepStory(tx: Tx, publicId: string, now: number): TakenIn {
  const row = incomingByPublicId(tx, publicId)
  if (!row) throw new Error(`there is no message ${publicId}`)
  const lines = linesOf(tx, row)
  const headline = cameBack(row.kind, whoOf(row), row.feedback)
  const changed = row.state === 'done'
  if (changed) note(tx, now, 'incoming', `${headline}. ${lines.join(' ')}`, { incoming: publicId, kind: row.kind })
  return {
    publicId,
    kind: row.kind,
    hard: row.hard === 1,
    byMachine: !isOfPerson(row.feedback),
    headline,
    lines,
    changed,
  }
}
