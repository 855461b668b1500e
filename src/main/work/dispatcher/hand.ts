/**
 * One email on its way: last look and claim in one transaction, hand over, write down what the server said. From the
 * claim on the ledger knows more than any process, so it may be killed at every point of this. Where the next one of the
 * account is due already, its claim goes to disk with that outcome: two waits for the disk an email instead of three.
 */
import { enter, type Lane } from '../../../shared/domain/lane.ts'
import type { SendOutcome } from '../../../shared/domain/outcome.ts'
import type { PlanAccount } from '../../../shared/domain/plan-shape.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import type { AccountTrouble } from '../../../shared/domain/verdict.ts'
import type { SmtpConnection } from '../../mail/smtp.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { type Due, dataStarted } from '../../store/ledger.ts'
import type { Tx } from '../../store/open.ts'
import { isCalledBack } from '../../store/sending.ts'
import { isTakingIn } from '../../store/taking-in.ts'
import { type Failure, failureOf, takeOut, tellOut, tellUnsure } from './failing.ts'
import type { Letter, Prepared } from './prepare.ts'
import { type Settled, settleOutcome } from './settling.ts'
import { take, takeUp } from './taking.ts'
import type { Tools } from './tools.ts'

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
  /** True: the lane has it already. */
  isEntered?: boolean
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

/**
 * Sends one email that may leave now, and those that follow it. Returns when to look again; null = at once.
 *
 * @param following asked once an email is accepted, for what may leave right after it; see `Following`
 */
export async function handOver(
  tools: Tools,
  hand: Hand,
  account: AccountRow,
  ready: Ready,
  following: Following,
): Promise<number | null> {
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
  let parcel: Parcel | null = { account, due, attemptId, raw: letter.raw }
  let again: number | null = null
  while (parcel) {
    tools.point('claimed')
    const outcome: SendOutcome = await deliver(tools, hand, connection, parcel)
    tools.point('answered')
    const { raw, ...of } = parcel
    const after: After = await goOn(tools, hand, { ...of, outcome, at: ports.clock.now() }, following)
    parcel = after.parcel
    again = after.again
  }
  return again
}

/** What may be claimed together with the outcome of an email of the same account; null: the next turn finds out. */
export type Following = (account: AccountRow, before: Due) => (Ready & { letter: Letter }) | null

interface After {
  /** It is claimed, and its bytes are to leave now. */
  parcel: Parcel | null
  /** When to look again, where there is none; null = at once. */
  again: number | null
}

/** Writes an outcome down, and takes up what follows it in the same transaction. */
async function goOn(tools: Tools, hand: Hand, t: Tried, following: Following): Promise<After> {
  // Kept before anything else is looked at: whatever goes wrong there, it is written down.
  hand.tried = t
  const next = t.outcome.kind === 'accepted' ? nextAfter(tools, hand, t, following) : null
  if (!next) return { parcel: null, again: await writeDown(tools, hand, t) }
  const { account } = t
  const { due, letter, dateAt } = next
  tools.point('due')
  const now = tools.ports.clock.now()
  const takeNext = (tx: Tx) => (hand.stopping ? null : takeUp(tools, tx, account, due, { letter, dateAt, now }))
  // What is wrong with the one that follows must not keep this outcome from the disk; its own turn finds it again.
  const done = await settle(tools, t, hand, takeNext).catch(() => settle(tools, t, hand, () => null))
  if ('again' in done) return { parcel: null, again: done.again }
  tellSettled(tools, hand, t, done.value)
  const attemptId = done.value.also
  if (attemptId !== null) return { parcel: { account, due, attemptId, raw: letter.raw }, again: null }
  hand.account = null
  return { parcel: null, again: null }
}

function nextAfter(tools: Tools, hand: Hand, t: Tried, following: Following): ReturnType<Following> {
  if (hand.stopping || hand.account !== t.account || !hand.lane || tools.disk.trouble() !== null) return null
  // It has left, so the next one keeps its distance from it.
  enter(hand.lane.lane, t.at)
  t.isEntered = true
  try {
    return following(t.account, t.due)
  } catch {
    // The next turn says what is wrong; this outcome doesn't wait for that.
    return null
  }
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
  const signed = await tools.signing.sign(account, letter, dateAt)
  if ('barred' in signed) return { trouble: signed.barred, words: signed.words }
  const connection = await connect(tools, hand, account)
  return 'trouble' in connection ? connection : { letter: signed, connection }
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
  hand.tried = t
  const done = await settle(tools, t, hand, () => null)
  if ('again' in done) return done.again
  tellSettled(tools, hand, t, done.value)
  return null
}

interface Down<T> extends Settled {
  /** The failure that took the account out; null: none did. */
  out: Failure | null
  also: T
}

/** @param also what else is written in its transaction */
const settle = <T>(tools: Tools, t: Tried, hand: Hand, also: (tx: Tx) => T) =>
  tools.disk.attempt(() =>
    tools.store.writeSoon((tx): Down<T> => {
      const settled = settleOutcome(tx, t.due, t.attemptId, t.outcome, t.at)
      const out = hand.stopping ? null : failureOf(tx, t.account, settled, t.at)
      return { ...settled, out, also: also(tx) }
    }),
  )

function tellSettled(tools: Tools, hand: Hand, t: Tried, { state, out }: Down<unknown>): void {
  hand.tried = null
  if ((state === 'sent' || state === 'unsure') && hand.lane && !t.isEntered) enter(hand.lane.lane, t.at)
  tools.point('settled')
  tools.changed('sends', 'enrollments')
  if (state === 'unsure') tellUnsure(tools, t.due)
  if (out === null) return
  hand.account = null
  tellOut(tools, out)
}
