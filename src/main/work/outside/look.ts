/** One look at an account's Sent folder: reads what is new and counts what is not ours. */
import { DAY, HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Lines } from '../../mail/imap-line.ts'
import { readingFailure } from '../../mail/imap-probe.ts'
import { readSent, type SentMail } from '../../mail/imap-sent.ts'
import { readServer } from '../../mail/reading.ts'
import type { Ports } from '../../ports.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { dividedHere } from '../../store/counted-here.ts'
import { adoptSent, sentElsewhere } from '../../store/found-sent.ts'
import { linkSecrets } from '../../store/joining.ts'
import { learnFromSent } from '../../store/learned.ts'
import type { Reader, Store, Tx } from '../../store/open.ts'
import { readOrigin } from '../../store/origin.ts'
import { isCountStale, notOurs, saveSent, saveSentTrouble, sentState } from '../../store/outside.ts'
import { ownMail } from '../../store/own-mail.ts'

export interface LookOptions {
  store: Store
  ports: Ports
  lines: Lines
  /** Who is told when a folder shows what another copy of the data sent. */
  guard: { seen(tx: Tx, since: number): boolean }
}

/** The longest limit looks back a week; a day more, for clocks that differ. */
const horizon = 8 * DAY
/** However slowly a server drips, no look takes longer. */
const longest = 3 * MINUTE
/** How old a count may get while mail is to leave within the hour. */
export const often = 5 * MINUTE
/** A count is good for twice that: an email due at the very moment of a look needn't wait for it. */
const good = 2 * often

export interface Looked {
  /** What counts, or what stands in the way, is another than before; or an email may be waiting to hear that it isn't. */
  changed: boolean
  /** What became of an email, or the id a server gave it, is known now. */
  learned: boolean
  /** Another copy of the data sends: nothing more leaves from here. */
  held?: boolean
  /** How long to leave the server in peace after failures in a row; null: it worked. */
  patience: number | null
}

/** What a look changes is told by its caller. Never rejects, but for a database that can't be written. */
export async function look(
  options: LookOptions,
  account: AccountRow,
  failures: number,
  stopping: AbortSignal,
): Promise<Looked> {
  const { store, ports, lines } = options
  const state = sentState(store, account.id)
  const since = ports.clock.now() - horizon
  // then an email may be waiting for this look, and is told that it is over
  const isAwaited = isCountStale(store, account.id, ports.clock.now())
  const known = state && state.uidValidity !== '' && state.readAt !== null && state.readAt > since ? state : null
  const result = await lines.use(
    account,
    (imap) => readSent(imap, { folder: account.imap?.sentFolder ?? null, known, since }),
    { signal: stopping, limit: longest },
  )
  if (stopping.aborted) return { changed: false, learned: false, patience: 0 }
  if (result.ok) {
    const mails = fromElsewhere(store, account.id, notOurs(store, account.id, result.value.mails), ports.clock.now())
    const found = { ...result.value, since, mails }
    const { changed, learned, held } = await store.writeSoon((tx) => {
      const now = ports.clock.now()
      const held = findElsewhere(options, tx, account.id, result.value.mails)
      const taught = learnFromSent(tx, account.id, result.value.mails, now)
      const learned = ownMail(tx, account.id, found.mails, now) > 0 || taught
      return { learned, held, changed: saveSent(tx, account.id, found, now, good) }
    })
    return {
      learned,
      held,
      changed: learned || changed || isAwaited || (state?.trouble ?? null) !== null,
      patience: null,
    }
  }
  const { failure } = result
  const server = readServer(account)
  const told = server && readingFailure(failure, server)
  const trouble = told?.words ?? told?.trouble ?? 'It could not be read.'
  // Many wrong passwords in a row lock a mailbox at some providers.
  const isRefused = failure.kind === 'refused' && failure.auth
  const patience = isRefused ? HOUR : Math.min(HOUR, 5 * MINUTE * 2 ** failures)
  // until the next try, mail goes on leaving by what is known
  await store.writeSoon((tx) => saveSentTrouble(tx, account.id, trouble, ports.clock.now() + patience + good))
  ports.log.warn('a Sent folder could not be counted', { account: account.publicId, error: trouble })
  return { changed: isAwaited || trouble !== state?.trouble, learned: false, patience }
}

/** Of a divided account, what another computer of the team sent counts in its own part, whenever this one hears of it. */
function fromElsewhere(reader: Reader, accountId: number, mails: readonly SentMail[], now: number): SentMail[] {
  if (dividedHere(reader, accountId, now) === null) return [...mails]
  const keys = linkSecrets(reader)
  return mails.filter(({ sendId, origin }) => sendId === null || readOrigin(keys, sendId, origin) === null)
}

/** What left elsewhere, and is planned here, is settled as sent. True: another copy of the data sends. */
function findElsewhere({ guard, ports }: LookOptions, tx: Tx, accountId: number, mails: readonly SentMail[]): boolean {
  const now = ports.clock.now()
  const marks = mails.flatMap(({ sendId, ...mail }) => (sendId ? [{ ...mail, sendId }] : []))
  const { unsent, proof } = sentElsewhere(tx, accountId, marks)
  const held = proof.length > 0 && guard.seen(tx, Math.min(...proof.map(({ at }) => at)))
  for (const { id, mark } of unsent) adoptSent(tx, id, mark, now)
  return held
}
