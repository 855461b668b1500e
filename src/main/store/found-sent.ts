/** Emails that a Sent folder proves to have left although this copy of the data takes them for unsent. */

import { hmac } from '../hmac.ts'
import { ownDevice } from './devices.ts'
import { guardState } from './guard.ts'
import { isPlain } from './homes.ts'
import { linkSecrets } from './joining.ts'
import { note } from './journal.ts'
import { applyToSend } from './ledger.ts'
import type { Reader, Tx } from './open.ts'
import { readOrigin } from './origin.ts'
import { askReplanOfEnrollment } from './replanning.ts'
import { stepOver, withdrawIfOver } from './sending.ts'

/** What a message of a Sent folder says of itself. `at`: when its server took it in, ms. */
export interface SentMark {
  sendId: string
  messageId: string | null
  at: number
  origin?: string
}

export interface Matched {
  /** Row ids with their marks, in the order of the steps: this copy took them for unsent. */
  unsent: { id: number; mark: SentMark }[]
  /** This copy knows nothing of them. */
  unknown: SentMark[]
}

interface Known {
  id: number
  step: number
  state: string
  tried: number
}

/** With a try whose text had been asked for, a copy in the folder is no news: a person may have wanted it sent again. */
const ledgerLine = `SELECT id, step, state,
  EXISTS (SELECT 1 FROM attempts a WHERE a.send_id = sends.id AND a.data_started_at IS NOT NULL) AS tried
  FROM sends`

/**
 * Compares marks of an account's (row id) Sent folder with the ledger. An email that was planned again since has another
 * name by now, and still the same Message-ID: that is made of whom it is for.
 */
export function matchSent(reader: Reader, accountId: number, marks: readonly SentMark[]): Matched {
  const unsent: { id: number; step: number; mark: SentMark }[] = []
  const unknown: SentMark[] = []
  const byMessageId = lazily(() => plannedIds(reader, accountId))
  for (const mark of marks) {
    const known =
      reader.get<Known>(`${ledgerLine} WHERE public_id = ?`, mark.sendId) ??
      reader.get<Known>(`${ledgerLine} WHERE id = ?`, byMessageId().get(localPart(mark.messageId)) ?? 0)
    if (!known) unknown.push(mark)
    // what was withdrawn before it left here went out there all the same; only a planned one could go out again
    else if (known.state === 'planned' && known.tried === 0 && !unsent.some(({ id }) => id === known.id))
      unsent.push({ id: known.id, step: known.step, mark })
  }
  return { unsent: unsent.sort((a, b) => a.step - b.step), unknown }
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const localPart = (messageId: string | null): string => /^<([0-9a-f]{40})@/.exec(messageId ?? '')?.[1] ?? ''

/** The ids that planned emails will bear, as mail/compose.ts makes them, without the domain: row ids by them. */
function plannedIds(reader: Reader, accountId: number): Map<string, number> {
  const rows = reader.all<{ id: number; step: number; enrollment: string }>(
    `SELECT s.id, s.step, e.public_id AS enrollment FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.account_id = ? AND s.state = 'planned' AND s.sandbox = 0`,
    accountId,
  )
  const keys = linkSecrets(reader)
  const idOf = (key: Uint8Array, { enrollment, step }: (typeof rows)[number]) =>
    hmac(key, `message-id\0${enrollment}\0${step}`, 'hex').slice(0, 40)
  return new Map(rows.flatMap((row) => keys.map((key): [string, number] => [idOf(key, row), row.id])))
}

export interface Elsewhere extends Pick<Matched, 'unsent'> {
  /** Of all, those that prove another copy of this computer's data, or a home that it has not heard of. */
  proof: SentMark[]
}

/**
 * What new mail of an account's (row id) Sent folder tells of other copies of the data. A former home, and whoever holds a
 * part of the mailbox, leave copies too, of which word comes later: those are no proof. Nor is what was there when a person
 * let this copy send.
 */
export function sentElsewhere(reader: Reader, accountId: number, marks: readonly SentMark[]): Elsewhere {
  const { unsent, unknown } = matchSent(reader, accountId, marks)
  if (unsent.length + unknown.length === 0) return { unsent, proof: [] }
  const [keys, own] = [linkSecrets(reader), ownDevice(reader)]
  const epoch = reader.get<{ epoch: number }>('SELECT epoch FROM accounts WHERE id = ?', accountId)?.epoch ?? 0
  const accepted = Number(guardState(reader).evidence.accepted ?? 0)
  const isNews = (mark: SentMark): boolean => {
    const origin = readOrigin(keys, mark.sendId, mark.origin)
    return origin !== null && (origin.isOf(own) || origin.epoch > epoch)
  }
  // before there was such a mark, only this computer sent what it had planned alone
  const isOwn = ({ mark }: (typeof unsent)[number]) => isNews(mark) || (!mark.origin && isPlain(reader))
  const proof = [...unsent.filter(isOwn).map(({ mark }) => mark), ...unknown.filter(isNews)]
  return { unsent, proof: proof.filter(({ at }) => at > accepted) }
}

/** How many of these were taken for unsent here until they were found, now or in an earlier look. */
export const foundAmong = (reader: Reader, marks: readonly SentMark[]): number =>
  reader.get<{ n: number }>(
    `SELECT count(DISTINCT s.id) AS n FROM json_each(?) m JOIN sends s ON s.public_id = m.value
     JOIN attempts a ON a.send_id = s.id WHERE a.outcome = 'elsewhere'`,
    JSON.stringify(marks.map(({ sendId }) => sendId)),
  )?.n ?? 0

/** Who says so: its copy in a Sent folder, or the data that a backup took the place of. */
const sayers = {
  folder: { told: 'it is in the Sent folder: another copy of the data sent it', short: 'it is in the Sent folder' },
  replaced: { told: 'it was sent after the backup was made', short: 'it was sent after the backup was made' },
} as const

/** Settles a planned email as sent, by way of the states that it went through elsewhere. False: it is planned no more. */
export function adoptSent(
  tx: Tx,
  id: number,
  mark: SentMark,
  now: number,
  by: keyof typeof sayers = 'folder',
): boolean {
  if (!applyToSend(tx, id, { type: 'claim' }, mark.at)) return false
  applyToSend(tx, id, { type: 'data_started', at: mark.at }, mark.at)
  applyToSend(tx, id, { type: 'recovered', reason: 'another copy of the data sent it' }, mark.at)
  applyToSend(tx, id, { type: 'settle_sent', reason: sayers[by].told }, mark.at)
  tx.run(
    `UPDATE sends SET claimed_at = @at, date_at = coalesce(date_at, @at), message_id = coalesce(@messageId, message_id),
       review = NULL, held = 0 WHERE id = @id`,
    { id, at: mark.at, messageId: mark.messageId },
  )
  tx.run(
    `INSERT INTO attempts (send_id, started_at, data_started_at, ended_at, outcome) VALUES (@id, @at, @at, @at, 'elsewhere')`,
    { id, at: mark.at },
  )
  const send = tx.get<{ publicId: string; address: string; step: number; enrollmentId: number | null }>(
    'SELECT public_id AS publicId, address, step, enrollment_id AS enrollmentId FROM sends WHERE id = ?',
    id,
  )
  if (!send) return true
  note(tx, now, 'found_sent', `Step ${send.step} to ${send.address} has left already: ${sayers[by].short}.`, {
    send: send.publicId,
  })
  if (send.enrollmentId === null) return true
  stepOver(tx, send.enrollmentId, send.step, true)
  if (!withdrawIfOver(tx, send.enrollmentId, now)) askReplanOfEnrollment(tx, send.enrollmentId)
  return true
}
