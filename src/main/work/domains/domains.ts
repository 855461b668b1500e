/** Looks at every domain each six hours; what isn't answered is asked again soon, and changes nothing meanwhile. */
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import { settleNextKey } from '../../mail/dkim-key.ts'
import { lookAt } from '../../mail/domain-look.ts'
import type { Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { tellVerified } from '../../store/branded.ts'
import { type DomainRow, domainRows, factsOf, keepLook, keySettled } from '../../store/domains.ts'
import { note } from '../../store/journal.ts'
import type { Store } from '../../store/open.ts'

const every = 6 * HOUR
/** After a look that failed. */
const again = 15 * MINUTE

export interface DomainWatch {
  stop(): Promise<void>
}

export interface DomainWatchOptions {
  store: Store
  ports: Ports
  changes: Changes
}

/** Somebody has waited for that, and it may come at any hour. */
function announce(notifier: Ports['notifier'], name: string, ready: readonly AccountRow[]): void {
  const [first, ...more] = ready
  if (!first) return
  notifier.notify({
    kind: 'domain',
    title: `${name} is verified`,
    body: `To be activated: ${ready.map(({ address }) => address).join(', ')}.`,
    ...(more.length === 0 ? { about: first.publicId } : {}),
  })
}

export function startDomainWatch({ store, ports, changes }: DomainWatchOptions): DomainWatch {
  const { clock, dns, log, web } = ports
  if (!dns) return { stop: async () => {} }
  /** When a domain was last tried, by row id: not on disk, so that a start tries at once what failed before it. */
  const tried = new Map<number, number>()
  const dueAt = (row: DomainRow): number => {
    const last = tried.get(row.id)
    // somebody has just set it up, or it is down: either way mail waits for it with half of what it could carry
    const isAwaited = row.findings.tracking?.state === 'warning'
    const regular = (row.checkedAt ?? Number.NEGATIVE_INFINITY) + (isAwaited ? again : every)
    if (row.trouble === null) return Math.max(regular, last === undefined ? regular : last + again)
    return last === undefined ? Number.NEGATIVE_INFINITY : last + again
  }
  const round = async (stopping: AbortSignal): Promise<number> => {
    for (const row of domainRows(store)) {
      if (stopping.aborted || dueAt(row) > clock.now()) continue
      tried.set(row.id, clock.now())
      const look = await lookAt(dns, factsOf(store, row), web)
      const ready = await store.writeSoon((tx) => {
        keepLook(tx, row, look, clock.now())
        tell(tx, row, look.found.dkim?.state, clock.now())
        return tellVerified(tx, row.name, clock.now())
      })
      changes.tell('domains', ...(ready.length > 0 ? (['accounts'] as const) : []))
      announce(ports.notifier, row.name, ready)
    }
    for (const row of domainRows(store)) await settle(row)
    return domainRows(store).reduce((at, row) => Math.min(at, dueAt(row)), Number.POSITIVE_INFINITY)
  }
  /** A key has taken over: the private part of the one before goes. Where the keychain is locked, at a later look. */
  const settle = async ({ id, secretId, name, dkimPublic, dkimRetiredSelector }: DomainRow) => {
    if (dkimRetiredSelector === null) return
    try {
      await settleNextKey(ports.keychain, secretId, dkimPublic)
      await store.writeSoon((tx) => keySettled(tx, id))
    } catch (error) {
      log.warn('the old signing key could not be removed and is tried again', { domain: name, error: String(error) })
    }
  }
  const tell = (tx: Parameters<typeof note>[0], row: DomainRow, dkim: string | undefined, now: number) => {
    const lost = row.findings.dkim?.state === 'ok' && (dkim === 'missing' || dkim === 'wrong')
    if (lost) note(tx, now, 'domain', `The key of ${row.name} is not published any more: its mail leaves unsigned.`, {})
  }
  return startRounds({
    clock,
    changes,
    wokenBy: ['domains'],
    round,
    failed(error) {
      log.warn('looking at domains failed and is tried again', { error: String(error) })
      return clock.now() + again
    },
  })
}
