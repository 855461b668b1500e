/** Sends what is due: one loop an account. Knows the store's small face (due, claim, settle), never the planner. */
import { agendaOf, isOpen as slotOpens } from '../../../shared/domain/plan-agenda.ts'
import { policyOf } from '../../../shared/domain/policy.ts'
import { dayNumber, slotAt } from '../../../shared/domain/time.ts'
import { type Changes, type Table, woken } from '../../changes.ts'
import { openConnection } from '../../mail/smtp.ts'
import type { SmtpTimeouts } from '../../mail/smtp-settings.ts'
import { type Tokens, TokenTrouble } from '../../mail/tokens.ts'
import type { Ports } from '../../ports.ts'
import { applyToAccount } from '../../store/account-health.ts'
import { type AccountRow, accountRows, accountsToResume, unreadable } from '../../store/accounts.ts'
import { note } from '../../store/journal.ts'
import type { Due } from '../../store/ledger.ts'
import type { Store } from '../../store/open.ts'
import { type DaysOff, planBatch } from '../../store/plan-state.ts'
import { batchById } from '../../store/planning.ts'
import { askReplanOfAccount } from '../../store/replanning.ts'
import { contactZone } from '../../store/sending.ts'
import { isSizeKnown, keepSize, type SaidSize } from '../../store/server-sizes.ts'
import { afterTakingIn } from '../../store/taking-in.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { createDisk, type Disk } from './disk.ts'
import { startHosts } from './hosts/hosts.ts'
import { type AccountLoop, startLoop } from './lane.ts'
import { grace } from './pace.ts'
import { createSigning } from './signing.ts'
import type { Gate, Target, Tools } from './tools.ts'

export interface DispatcherOptions {
  store: Store
  ports: Ports
  changes: Changes
  daysOff: DaysOff
  /** Where the managed account delivers, null = nowhere to be found now. */
  sandbox: () => { host: string; port: number } | null
  /** Access tokens of those who signed in through the browser. */
  tokens: Tokens
  /** Has an account's mailbox (row id) looked at, because an email waits for that. */
  askInbox?: (accountId: number) => void
  timeouts?: Partial<SmtpTimeouts>
  /** Extra certificate authorities (PEM) for servers of accounts that name none. */
  ca?: string
  /** Named points of the send path, for tests that stop the process there. */
  point?: (name: string) => void
  /** Says whether this copy of the data may send. */
  gate: Gate
}

export interface Dispatcher {
  stop(): Promise<void>
  diskTrouble(): string | null
  /** Why the queue of the sender hosts can't be used, in its words; null: it can, or there is none. */
  hostsTrouble(): string | null
}

export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, ports, changes } = options
  const loops = new Map<number, AccountLoop>()
  const { changed, isOwn } = createTelling(changes)
  const disk = createDisk(store, ports, () => changed('workspace'))
  const wake = (accounts: Iterable<number>) => {
    for (const id of accounts) loops.get(id)?.poke()
  }
  const hosts = startHosts({ ...options, disk, changed, wake })
  const tools: Tools = {
    store,
    ports,
    disk,
    point: options.point ?? (() => {}),
    changed,
    isOpen: (due, at) => isOpen(options, due, at),
    connectionKey: (account) => `${account.version}:${account.smtp === null ? options.sandbox()?.port : ''}`,
    connectionFor: (account) => targetOf(options, account),
    signedOut: (account) => signedOut(options, account),
    signing: createSigning(store, ports.keychain),
    gate: options.gate,
    askInbox: options.askInbox ?? (() => {}),
    hosts,
  }
  const look = () => {
    for (const account of accountRows(store)) {
      const loop = loops.get(account.id)
      if (loop) loop.poke()
      else loops.set(account.id, startLoop(tools, account.id))
    }
  }
  const end = changes.listen((table) => {
    if (!isOwn() && (table === 'sends' || table === 'accounts' || table === 'workspace')) look()
  })
  const endFiles = afterTakingIn(store, look)
  const stopping = new AbortController()
  const resuming = resumeAccounts(options, disk, stopping.signal)
  look()
  return {
    async stop() {
      end()
      endFiles()
      stopping.abort()
      await Promise.all([...loops.values()].map((loop) => loop.stop()))
      await resuming
      await hosts.stop()
    },
    diskTrouble: disk.trouble,
    hostsTrouble: hosts.trouble,
  }
}

/** Outcomes that went to disk together are told as one change, and a change of its own needn't wake every other loop (`isOwn`). */
function createTelling(changes: Changes): { changed(...tables: Table[]): void; isOwn(): boolean } {
  const untold = new Set<Table>()
  let own = false
  const tell = () => {
    const tables = [...untold]
    untold.clear()
    own = true
    changes.tell(...tables)
    own = false
  }
  return {
    changed(...tables) {
      if (untold.size === 0) queueMicrotask(tell)
      for (const table of tables) untold.add(table)
    },
    isOwn: () => own,
  }
}

/** True when a send may leave at `at`: a window is open where its contact is, and no cap of a day or hour is gone round. */
function isOpen({ store, daysOff }: DispatcherOptions, due: Due, at: number): boolean {
  if (due.batchId === null) return true
  const batch = batchById(store, due.batchId)
  if (!batch) return true
  const workspace = workspaceRow(store)
  const zone = contactZone(store, due.id, batch.useContactZone) ?? workspace.zone
  const slot = slotAt(zone, at)
  if (slot === null || !slotOpens(agendaOf(planBatch(batch, daysOff).calendar, zone), slot)) return false
  if (slot === due.slot) return true
  // Caps count by planned slot and day: in another one it would come on top of what is planned there.
  const { workspace_per_day, domain_per_day } = policyOf(workspace.policy)
  const first = due.step === 1
  const capped = (first && batch.perDay !== null) || workspace_per_day !== null || domain_per_day !== null
  if (first && batch.perHour !== null) return false
  return !capped || dayNumber(slot, batch.zone) === dayNumber(due.slot, batch.zone)
}

async function targetOf(options: DispatcherOptions, account: AccountRow): Promise<Target> {
  const missing = (words: string): Target => ({ trouble: 'credentials', words })
  if (account.kind === 'managed' && account.smtp === null) {
    const place = options.sandbox()
    if (!place) return missing('the built-in sandbox is not running')
    const settings = { ...place, protocol: 'none' as const, user: null }
    return { trouble: null, open: () => openConnection(settings, null, options.timeouts) }
  }
  const { smtp } = account
  if (!smtp) return missing('it has no server yet')
  const settings = { ...(options.ca ? { ca: options.ca } : {}), ...smtp }
  const greeted = (bytes: number | null) => learnSize(options, account.id, { host: smtp.host, port: smtp.port, bytes })
  if (account.signedIn) {
    const source = options.tokens.of(account.secretId, account.signedIn.provider)
    return { trouble: null, open: () => openConnection(settings, source, options.timeouts, greeted) }
  }
  let secret: string | null = null
  try {
    if (account.hasSecret) secret = await options.ports.keychain.get(account.secretId)
  } catch (error) {
    // A locked keychain is opened when its owner signs in: no reason to ask for the password again.
    return { trouble: 'connection', words: `${unreadable}: ${(error as Error).message}` }
  }
  if (account.hasSecret && secret === null) return missing('its password is missing from the keychain: enter it again')
  return { trouble: null, open: () => openConnection(settings, secret, options.timeouts, greeted) }
}

/** Notes what the server takes. It is a hint to whoever writes: no email waits for it, and none fails with it. */
function learnSize({ store, ports }: DispatcherOptions, accountId: number, said: SaidSize): void {
  if (isSizeKnown(store, accountId, said)) return
  store.writeSoon((tx) => keepSize(tx, accountId, said, ports.clock.now())).catch(() => {})
}

/** A sign-in that was taken back is told by reading as well, and nothing gets as far as the server for sending. */
async function signedOut({ tokens }: DispatcherOptions, { secretId, signedIn }: AccountRow): Promise<string | null> {
  if (!signedIn) return null
  try {
    await tokens.of(secretId, signedIn.provider).token()
    return null
  } catch (error) {
    return error instanceof TokenTrouble && error.kind === 'signed_out' ? error.message : null
  }
}

/** Brings accounts back whose time out is over; what piled up meanwhile gets new times. */
async function resumeAccounts(
  { store, ports, changes }: DispatcherOptions,
  disk: Disk,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const wake = new AbortController()
    const end = changes.listen((table) => table === 'accounts' && wake.abort(woken))
    const until = await ports.clock.working(bringBack(store, ports, changes).catch(disk.failed))
    if (!wake.signal.aborted) await ports.clock.until(until, AbortSignal.any([signal, wake.signal]))
    end()
  }
}

/** Returns when the next account's time out is over. */
async function bringBack(store: Store, ports: Ports, changes: Changes): Promise<number> {
  const now = ports.clock.now()
  const back = accountsToResume(store, now)
  for (const account of back)
    await store.writeSoon((tx) => {
      const words = account.outKind === 'quota' ? 'A day has gone by' : 'An hour has gone by'
      applyToAccount(tx, account.id, { type: 'rested', at: now }, `${words}: it is tried again.`, now)
      askReplanOfAccount(tx, account.id, now - grace, 'its account could not send at its time')
      note(tx, now, 'account_back', `${account.address} is tried again.`, { account: account.publicId })
    })
  if (back.length > 0) changes.tell('accounts', 'sends')
  return accountRows(store).reduce((at, a) => Math.min(at, a.resumeAt ?? at), Number.POSITIVE_INFINITY)
}
