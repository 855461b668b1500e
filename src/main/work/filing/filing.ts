/**
 * Puts copies of what was sent into the Sent folder, where the server doesn't do that. What waits is in the store with its
 * exact bytes. Nothing here ever changes what became of an email. Before a copy is written the folder is looked through,
 * so one that came through although nobody heard of it is not written twice, and one that the server filed itself teaches
 * that it does.
 */
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import { isCutOff } from '../../mail/smtp-settings.ts'
import { startRounds } from '../../rounds.ts'
import { type AccountRow, accountById } from '../../store/accounts.ts'
import { filingOf } from '../../store/filing.ts'
import { copyTurns, dropCopies } from '../../store/sent-copies.ts'
import { everHeld } from '../../store/shares.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { type FilingOptions, visit } from './visit.ts'

export interface FilingLoop {
  stop(): Promise<void>
}

/** How long a mailbox that could not be reached is left in peace: longer and longer. */
const patienceOf = (failures: number): number => Math.min(6 * HOUR, MINUTE * 4 ** failures)
const cutOffPatience = MINUTE

interface Past {
  version: number
  failures: number
  notBefore: number
}

/** Emails leave in a row: one look for all of a moment. */
const gather = 100

export function startFiling(options: FilingOptions): FilingLoop {
  const { ports, changes } = options
  const { clock, log } = ports
  const past = new Map<number, Past>()
  return startRounds({
    clock,
    changes,
    wokenBy: ['accounts', 'sends'],
    gather,
    round: (stopping) => turn(options, past, stopping),
    failed(error) {
      log.error('filing copies failed and is tried again', { error: (error as Error).stack ?? String(error) })
      return clock.now() + MINUTE
    },
  })
}

/** Visits who has copies that are due; returns when to come back. */
async function turn(options: FilingOptions, past: Map<number, Past>, stopping: AbortSignal): Promise<number> {
  const { ports } = options
  const now = ports.clock.now()
  const due = open(options, past).filter(({ at }) => at <= now)
  await Promise.all(
    due.map(async ({ account }) => {
      const known = past.get(account.id)
      const failures = known?.version === account.version ? known.failures : 0
      const worked = await visit(options, account, stopping)
      if (worked) past.delete(account.id)
      else
        past.set(account.id, {
          version: account.version,
          failures: failures + 1,
          notBefore: ports.clock.now() + patienceOf(failures),
        })
    }),
  )
  return open(options, past).reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY)
}

/** Accounts with copies to file, and when; what is not to be filed any more is dropped. */
function open({ store, ports }: FilingOptions, past: Map<number, Past>): { account: AccountRow; at: number }[] {
  const now = ports.clock.now()
  const { device } = workspaceRow(store)
  return copyTurns(store).flatMap(({ accountId, at }) => {
    const account = accountById(store, accountId)
    const isWanted = account?.imap && account.imap.sentCopies !== 'never'
    if (!isWanted || filingOf(store, account).files === 'server') {
      store.write((tx) => dropCopies(tx, accountId))
      return []
    }
    // what a person took out is left alone until it is back
    const isOurs = account.homeDevice === device || everHeld(store, account.id, device)
    if (!isOurs || account.state === 'inactive' || account.state === 'pending') return []
    if (isCutOff(account.imap, ports)) return [{ account, at: now + cutOffPatience }]
    const known = past.get(account.id)
    const held = known?.version === account.version && known.notBefore <= now + 6 * HOUR ? known.notBefore : 0
    return [{ account, at: Math.max(at, held) }]
  })
}
