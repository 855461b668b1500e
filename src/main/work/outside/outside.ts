/**
 * Counts what leaves mailboxes without us, because their servers count it too. Each mailbox that can be read is looked at
 * every few minutes while mail is to leave soon, else every hour, and as soon as something new is planned; one connection
 * an account, closed politely. What was counted stays in the store, so a server that can't be reached changes nothing.
 */
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import { isCutOff } from '../../mail/smtp-settings.ts'
import { startRounds } from '../../rounds.ts'
import { type AccountRow, accountRows, nextOf } from '../../store/accounts.ts'
import type { Reader } from '../../store/open.ts'
import { countAnew, forgetSent, sentState } from '../../store/outside.ts'
import { isReadHere } from '../../store/read-here.ts'
import { type LookOptions, look, often } from './look.ts'

export interface OutsideOptions extends LookOptions {
  changes: Changes
}

export interface Outside {
  stop(): Promise<void>
}

/** How old a count may get while no mail is to leave within the hour. */
const seldom = HOUR
/** How soon the network is looked for while there is none. */
const cutOffPatience = MINUTE
/** So many servers are spoken to at once. */
const together = 4

/** What is remembered of an account between two looks. */
interface Past {
  version: number
  failures: number
  /** Not before this instant. */
  notBefore: number
}

export function startOutside(options: OutsideOptions): Outside {
  const { ports, changes } = options
  const { clock, log } = ports
  const past = new Map<number, Past>()
  // put back as it was minutes ago, together with its keychain, it would take what it counted then for good still
  options.store.write((tx) => countAnew(tx))
  return startRounds({
    clock,
    changes,
    wokenBy: ['accounts', 'sends'],
    round: (stopping) => turn(options, past, stopping),
    failed(error) {
      log.error('counting Sent folders failed and is tried again', { error: (error as Error).stack ?? String(error) })
      return clock.now() + often
    },
  })
}

/** Looks where it is time to; returns when to come back. */
async function turn(options: OutsideOptions, past: Map<number, Past>, stopping: AbortSignal): Promise<number> {
  const { ports } = options
  const now = ports.clock.now()
  const accounts = readable(options)
  const due = accounts.filter((account) => dueAt(options, account, past, now) <= now)
  for (let from = 0; from < due.length && !stopping.aborted; from += together)
    await Promise.all(due.slice(from, from + together).map((account) => lookAt(options, account, past, stopping)))
  const later = ports.clock.now()
  const times = accounts.map((account) => dueAt(options, account, past, later))
  return times.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY)
}

async function lookAt(
  options: OutsideOptions,
  account: AccountRow,
  past: Map<number, Past>,
  stopping: AbortSignal,
): Promise<void> {
  const before = past.get(account.id)
  const failures = before?.version === account.version ? before.failures : 0
  const { changed, learned, held, patience } = await look(options, account, failures, stopping)
  past.set(account.id, {
    version: account.version,
    failures: patience === null ? 0 : failures + 1,
    notBefore: patience === null ? 0 : options.ports.clock.now() + patience,
  })
  if (learned) options.changes.tell('sends', 'enrollments')
  if (changed) options.changes.tell('accounts')
  if (held) options.changes.tell('workspace', 'sends')
}

/** Accounts that send from this computer and can be read; what was counted of others that can't any more is forgotten. */
function readable({ store, ports }: OutsideOptions): AccountRow[] {
  const { active, over } = store.known('mailboxes counted', () => mailboxes(store))
  for (const id of over) store.write((tx) => forgetSent(tx, id))
  const now = ports.clock.now()
  return active.filter((account) => isReadHere(store, account, now))
}

/** Every email that leaves asks for them, and none changes them. `over`: row ids of those that were counted and have no mailbox any more. */
function mailboxes(reader: Reader): { active: AccountRow[]; over: number[] } {
  const rows = accountRows(reader)
  return {
    active: rows.filter(({ imap, state }) => imap !== null && state === 'active'),
    over: rows.filter(({ id, imap }) => imap === null && sentState(reader, id) !== undefined).map(({ id }) => id),
  }
}

function dueAt({ store, ports }: OutsideOptions, account: AccountRow, past: Map<number, Past>, now: number): number {
  const known = past.get(account.id)
  // Settings that were changed are tried at once.
  if (known && known.version !== account.version) return now
  const held = known?.notBefore ?? 0
  if (isCutOff(account.imap, ports)) return now + cutOffPatience
  // a copy that was put back has to see what has left since
  if (!known) return now
  const readAt = sentState(store, account.id)?.readAt ?? null
  if (readAt === null || readAt > now) return held
  const next = nextOf(store, account.id)
  return Math.max(held, readAt + (next !== null && next <= now + HOUR ? often : seldom))
}
