/**
 * One email on its way: last look and claim in one transaction, hand over, write down what the server said. From the
 * claim on the ledger knows more than any process, so it may be killed at every point of this.
 */
import { enter, type Lane } from '../../../shared/domain/lane.ts'
import type { SendOutcome } from '../../../shared/domain/outcome.ts'
import type { PlanAccount } from '../../../shared/domain/plan-shape.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import type { AccountTrouble } from '../../../shared/domain/verdict.ts'
import type { SmtpConnection } from '../../mail/smtp.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { claim, type Due, dataStarted } from '../../store/ledger.ts'
import type { Tx } from '../../store/open.ts'
import { isCalledBack, lastLook } from '../../store/sending.ts'
import { isTakingIn } from '../../store/taking-in.ts'
import { failureOf, takeOut, tellOut, tellUnsure } from './failing.ts'
import { notFromHere, obstacleOf, pastItsEnd, setAside } from './obstacle.ts'
import type { Prepared } from './prepare.ts'
import { settleOutcome } from './settling.ts'
import type { Tools } from './tools.ts'
import { sayUnchecked, unreadOf } from './unread.ts'

/** What one account's loop holds. */
export interface Hand {
  accountId: number
  stopping: boolean
  connection: SmtpConnection | null
  connectedAs: string
  /** What was really sent; null = read it again. */
  lane: { key: string; lane: Lane; plan: PlanAccount } | null
  /** An outcome that is not on disk yet. Nothing else is sent before it is. */
  tried: Tried | null
  /** As it was last read; null = read it again. The claim compares it with the row, so that an old one does no harm. */
  account: AccountRow | null
}

export interface Tried {
  account: AccountRow
  due: Due
  attemptId: number
  outcome: SendOutcome
  /** When the outcome was known. */
  at: number
}

export async function disconnect(hand: Hand): Promise<void> {
  const connection = hand.connection
  hand.connection = null
  await connection?.close()
}

/** An email whose time has come, made ready. */
export interface Ready {
  due: Due
  letter: Prepared
  dateAt: number
}

/** Sends one email that may leave now. Returns when to look again; null = at once. */
export async function handOver(tools: Tools, hand: Hand, account: AccountRow, ready: Ready): Promise<number | null> {
  const { ports } = tools
  const { due, dateAt } = ready
  const way = await openWay(tools, hand, account, ready)
  if (!('letter' in way)) return bar(tools, hand, account, way)
  const { letter, connection } = way
  if (hand.stopping) return null
  tools.point('due')
  const now = ports.clock.now()
  const attemptId = await take(tools, account, due, { letter, dateAt, now })
  if (attemptId === null || connection === null || 'trouble' in letter) {
    hand.account = null
    return null
  }
  tools.point('claimed')
  const outcome = await deliver(tools, hand, connection, { account, due, attemptId, raw: letter.raw })
  tools.point('answered')
  return writeDown(tools, hand, { account, due, attemptId, outcome, at: ports.clock.now() })
}

/** Nothing can leave from it as things stand: out it goes, before anything was tried. Always null: look again at once. */
export async function bar(
  tools: Tools,
  hand: Hand,
  account: AccountRow,
  why: { trouble: AccountTrouble; words: string },
): Promise<null> {
  hand.account = null
  const barred = { account, type: 'barred' as const, ...why, at: tools.ports.clock.now() }
  if (await tools.store.writeSoon((tx) => takeOut(tx, barred))) tellOut(tools, barred)
  return null
}

type Way = { letter: Prepared; connection: SmtpConnection | null } | { trouble: AccountTrouble; words: string }

/** The email signed, where its domain has a key, and the connection it leaves over. */
async function openWay(tools: Tools, hand: Hand, account: AccountRow, { letter, dateAt }: Ready): Promise<Way> {
  if ('trouble' in letter) return { letter, connection: null }
  const signed = await tools.sign(account, letter, dateAt)
  if ('barred' in signed) return { trouble: signed.barred, words: signed.words }
  const connection = await connect(tools, hand, account)
  return 'trouble' in connection ? connection : { letter: signed, connection }
}

/**
 * The last look and the claim. Null: something stood in the way, and the ledger says what.
 *
 * @param given `may`: false where it must not be after all; `claimed`: what is written with the claim, in its transaction
 */
export async function take(
  tools: Tools,
  account: AccountRow,
  due: Due,
  given: {
    letter: Prepared
    dateAt: number
    now: number
    may?: (tx: Tx) => boolean
    claimed?: (tx: Tx, attemptId: number) => void
  },
): Promise<number | null> {
  const { letter, dateAt, now } = given
  const taken = await tools.store.writeSoon((tx) => {
    if (isTakingIn(tools.store)) return null
    const obstacle =
      obstacleOf(lastLook(tx, due.id), account, due) ?? pastItsEnd(tx, due.id, now) ?? notFromHere(tx, due.id, now)
    if (obstacle) return setAside(tx, due, obstacle, now)
    if ('trouble' in letter) return setAside(tx, due, { do: 'hold', reason: letter.trouble }, now)
    const unread = unreadOf(tx, account, due, now)
    // It took long to get here: the mailbox is looked at anew.
    if (unread && !unread.isLet) return null
    if (given.may?.(tx) === false) return null
    if (!tools.gate.take(tx)) return null
    const attempt = claim(tx, { ...letter, sendId: due.id, plannedAt: due.at, now, dateAt })
    if (attempt !== null && unread) sayUnchecked(tx, due.id, unread.words)
    if (attempt !== null) given.claimed?.(tx, attempt)
    return attempt
  })
  if (taken === null) tools.changed('sends', 'enrollments')
  return taken
}

interface Parcel {
  account: AccountRow
  due: Due
  attemptId: number
  raw: Buffer
}

/** Never rejects: a claimed send must come to an outcome while this process lives. */
async function deliver(tools: Tools, hand: Hand, connection: SmtpConnection, p: Parcel): Promise<SendOutcome> {
  const { store, ports } = tools
  let started = false
  let late = false
  let back = false
  try {
    const outcome = await connection.send({
      envelope: { from: p.account.address, to: p.due.address },
      raw: p.raw,
      onDataStarted: async () => {
        // A slow server, or a computer that slept meanwhile, must not make it leave in the night.
        late = isOutside(tools, p.due)
        if (late) throw new Error(nothingLeft)
        const done = await tools.disk.attempt(() =>
          store.writeSoon((tx) => {
            back = isTakingIn(store) || isCalledBack(tx, p.due.id)
            if (!back) dataStarted(tx, p.due.id, p.attemptId, ports.clock.now())
          }),
        )
        if (back) throw new Error(nothingLeft)
        // Nothing of the text leaves then; and nothing else either, before the disk writes again.
        if ('again' in done) throw new Error(tools.disk.trouble() ?? 'the database is busy')
        started = true
        tools.point('data_started')
      },
    })
    if (late) return { kind: 'not_sent', reason: 'window_closed', error: nothingLeft }
    return back ? { kind: 'not_sent', reason: 'called_back', error: nothingLeft } : outcome
  } catch (error) {
    ports.log.error('a connection failed in an unknown way', { error: (error as Error).stack ?? String(error) })
    hand.connection = null
    return { kind: 'broken', phase: 'body', dataStarted: started, cause: 'closed', error: String(error) }
  }
}

const nothingLeft = 'nothing of it left'

function isOutside({ ports, isOpen }: Tools, due: Due): boolean {
  const now = ports.clock.now()
  return now >= due.slot + HOUR && !isOpen(due, now)
}

async function connect(
  tools: Tools,
  hand: Hand,
  account: AccountRow,
): Promise<SmtpConnection | { trouble: AccountTrouble; words: string }> {
  // Asking the keychain takes longer than sending: only for a new connection.
  if (hand.connection && hand.connectedAs === tools.connectionKey(account)) return hand.connection
  const target = await tools.connectionFor(account)
  if (target.trouble !== null) return target
  await disconnect(hand)
  hand.connection = target.open()
  hand.connectedAs = tools.connectionKey(account)
  return hand.connection
}

/**
 * The outcome must reach the disk, or a mail that was delivered would look unsure. If the disk refuses, it is kept in
 * memory and tried again until it takes it; the account sends nothing meanwhile.
 */
export async function writeDown(tools: Tools, hand: Hand, t: Tried): Promise<number | null> {
  const { store } = tools
  hand.tried = t
  const done = await tools.disk.attempt(() =>
    store.writeSoon((tx) => {
      const settled = settleOutcome(tx, t.due, t.attemptId, t.outcome, t.at)
      return { ...settled, out: hand.stopping ? null : failureOf(tx, t.account, settled, t.at) }
    }),
  )
  if ('again' in done) return done.again
  hand.tried = null
  const { state, out } = done.value
  if ((state === 'sent' || state === 'unsure') && hand.lane) enter(hand.lane.lane, t.at)
  tools.point('settled')
  tools.changed('sends', 'enrollments')
  if (state === 'unsure') tellUnsure(tools, t.due)
  if (out === null) return null
  hand.account = null
  tellOut(tools, out)
  return null
}
