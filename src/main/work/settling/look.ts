/** One visit to a Sent folder for all unsure sends of an account that are due. */
import { lookAt, looksBehind, settleStep } from '../../../shared/domain/settle.ts'
import type { Changes } from '../../changes.ts'
import { type Found, type FoundCopy, findCopies } from '../../mail/imap-find.ts'
import type { Lines } from '../../mail/imap-line.ts'
import { readingFailure } from '../../mail/imap-probe.ts'
import type { ImapFailure } from '../../mail/imap-session.ts'
import { readServer } from '../../mail/reading.ts'
import type { Ports } from '../../ports.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { filingOf, learnFiling } from '../../store/filing.ts'
import { inSentFolder } from '../../store/learned.ts'
import type { Store, Tx } from '../../store/open.ts'
import { setServerMessageId } from '../../store/sending.ts'
import { dropCopies } from '../../store/sent-copies.ts'
import { saveLook, type UnsureRow } from '../../store/unsure-looks.ts'
import { proveSent } from '../../store/unsure-proof.ts'

export interface SettlingOptions {
  store: Store
  ports: Ports
  changes: Changes
  lines: Pick<Lines, 'use'>
}

/** What is remembered of an account that could not be read. */
export interface Trouble {
  version: number
  failures: number
  notBefore: number
}

export interface Visit {
  account: AccountRow
  due: readonly UnsureRow[]
  stopping: AbortSignal
  troubles: Map<number, Trouble>
  patienceOf: (failures: number) => number
}

/** When a look is due that is `after` ms from when the connection broke. */
export const nextOf = (row: UnsureRow, after: number, last: number | null, now: number): number =>
  lookAt(row.broke, after, last, now)

/** Never rejects, but for a database that can't be written. */
export async function lookFor(options: SettlingOptions, visit: Visit): Promise<void> {
  const { store, ports, changes, lines } = options
  const { account, due, stopping, troubles } = visit
  const wanted = due.map(({ sendPublicId, messageId }) => ({ sendId: sendPublicId, messageId: messageId ?? '' }))
  const since = Math.min(...due.map(({ tried }) => tried))
  const result = await lines.use(account, (imap) => findCopies(imap, account.imap?.sentFolder ?? null, wanted, since), {
    signal: stopping,
  })
  if (stopping.aborted) return
  const now = ports.clock.now()
  if (!result.ok) {
    const words = wordsOf(result.failure, account)
    const failures = troubles.get(account.id)?.failures ?? 0
    troubles.set(account.id, {
      version: account.version,
      failures: failures + 1,
      notBefore: now + visit.patienceOf(failures),
    })
    // said once: a server that is away all night would fill the page
    if (failures === 0) await store.writeSoon((tx) => keepFailure(tx, due, words, now))
    ports.log.warn('an unsure email could not be looked for', { account: account.publicId, error: words })
    return changes.tell('sends')
  }
  troubles.delete(account.id)
  const settled = await store.writeSoon((tx) =>
    due.map((row) => writeDown(tx, account, row, result.value, now)).some(Boolean),
  )
  changes.tell(...(settled ? (['sends', 'enrollments', 'accounts'] as const) : (['sends'] as const)))
}

function wordsOf(failure: ImapFailure, account: AccountRow): string {
  const server = readServer(account)
  const told = server && readingFailure(failure, server)
  return told?.words ?? told?.trouble ?? 'it could not be read'
}

function keepFailure(tx: Tx, due: readonly UnsureRow[], words: string, at: number): void {
  for (const { sendId, looks, nextAt } of due)
    saveLook(tx, sendId, {
      looks,
      nextAt,
      found: { at, rule: 'The Sent folder could not be read; it is looked at again', found: words },
    })
}

/** What the look says of one send. True: it has settled. */
function writeDown(tx: Tx, account: AccountRow, row: UnsureRow, found: Found, now: number): boolean {
  const copy = found.copies.find(({ sendId }) => sendId === row.sendPublicId)
  const { files } = filingOf(tx, account)
  const looks = looksBehind(row.looks, now - row.broke)
  const step = settleStep({ files, readable: true, found: copy !== undefined, looks })
  if (step.do === 'sent' && copy) {
    if (files === 'unknown') {
      learnFiling(tx, account, 'there')
      dropCopies(tx, account.id)
    }
    if (copy.messageId !== null && copy.messageId !== row.messageId) setServerMessageId(tx, row.sendId, copy.messageId)
    saveLook(tx, row.sendId, { looks, nextAt: null })
    return proveSent(tx, row.sendId, { rule: `${inSentFolder} “${found.folder}”`, found: lineOf(row, copy) }, now)
  }
  saveLook(tx, row.sendId, {
    looks,
    nextAt: step.do === 'look' ? nextOf(row, step.after, now, now) : null,
    found: { at: now, rule: `Not in “${found.folder}”`, found: '' },
  })
  return false
}

const lineOf = (row: UnsureRow, { by, messageId }: FoundCopy): string =>
  by === 'X-Cadenza-Send-Id'
    ? `${by}: ${row.sendPublicId}`
    : `${by}: ${by === 'Message-ID' ? messageId : row.messageId}`
