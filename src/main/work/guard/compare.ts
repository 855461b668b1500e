/** Looks into the Sent folders for what this copy of the data takes for unsent. What is found there settles as sent. */
import { DAY } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import type { Lines } from '../../mail/imap-line.ts'
import { readingFailure } from '../../mail/imap-probe.ts'
import { readSent } from '../../mail/imap-sent.ts'
import { readServer } from '../../mail/reading.ts'
import type { Ports } from '../../ports.ts'
import { type AccountRow, accountRows } from '../../store/accounts.ts'
import { filingOf } from '../../store/filing.ts'
import { adoptSent, foundAmong, matchSent, type SentMark } from '../../store/found-sent.ts'
import { type ComparedAccount, type Comparison, guardState, lastKnown } from '../../store/guard.ts'
import type { Store } from '../../store/open.ts'
import { workspaceRow } from '../../store/workspace.ts'

interface CompareOptions {
  store: Store
  ports: Ports
  changes: Changes
  lines: Pick<Lines, 'use'>
}

/** Mail servers' clocks and time zones differ. */
const margin = DAY

/** Every account of this computer that has a real server. */
export async function compareSent(options: CompareOptions, stopping: AbortSignal): Promise<Comparison> {
  const { store, ports } = options
  const { device } = workspaceRow(store)
  const own = accountRows(store).filter(({ smtp, homeDevice }) => smtp !== null && homeDevice === device)
  const { known } = guardState(store).evidence as { known?: number }
  const since = Math.max(0, Math.min(known ?? lastKnown(store), ports.clock.now()) - margin)
  const compared = await Promise.all(own.map((account) => compareOne(options, account, since, stopping)))
  const looked = own.filter((_, i) => compared[i]?.outcome === 'compared').map(({ id }) => id)
  return { at: ports.clock.now(), looked, accounts: compared }
}

/** Every account could be looked into, and nothing had left that this copy did not know of. */
export const isProof = ({ accounts }: Comparison): boolean =>
  accounts.every(({ outcome, found, unknown }) => outcome === 'compared' && found === 0 && unknown === 0)

async function compareOne(
  { store, ports, lines }: CompareOptions,
  account: AccountRow,
  since: number,
  signal: AbortSignal,
): Promise<ComparedAccount> {
  const { publicId, address, imap } = account
  const nothing = { account: publicId, address, looked_at: 0, found: 0, unknown: 0 }
  if (!imap)
    return { ...nothing, outcome: 'no_folder', words: 'Its mailbox is not read, so there is nothing to compare.' }
  const read = await lines.use(
    account,
    (line) => readSent(line, { folder: imap.sentFolder ?? null, known: null, since }),
    {
      signal,
    },
  )
  if (!read.ok) {
    const server = readServer(account)
    const told = server && readingFailure(read.failure, server)
    return { ...nothing, outcome: 'unreadable', words: told?.words ?? told?.trouble ?? 'It could not be read.' }
  }
  const marks = read.value.mails.flatMap(({ sendId, ...mail }): SentMark[] => (sendId ? [{ ...mail, sendId }] : []))
  const now = ports.clock.now()
  const matched = await store.writeSoon((tx) => {
    const found = matchSent(tx, account.id, marks)
    for (const { id, mark } of found.unsent) adoptSent(tx, id, mark, now)
    // a look that was made before this one may have settled them already
    return { ...found, before: foundAmong(tx, marks) }
  })
  const isWhole = filingOf(store, account).files !== 'unknown' && imap.sentCopies !== 'never'
  return {
    ...nothing,
    looked_at: marks.length,
    found: Math.max(matched.unsent.length, matched.before),
    unknown: matched.unknown.length,
    outcome: isWhole ? 'compared' : 'no_folder',
    words: isWhole
      ? `Its folder “${read.value.folder}” was compared.`
      : `Its folder “${read.value.folder}” was looked into, but it need not hold everything that left.`,
  }
}
