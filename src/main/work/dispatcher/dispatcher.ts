/** Sends what is due: one loop an account. Knows the store's small face (due, claim, settle), never the planner. */
import { agendaOf, isOpen as slotOpens } from '../../../shared/domain/plan-agenda.ts'
import { HOUR, slotAt } from '../../../shared/domain/time.ts'
import type { Changes, Table } from '../../changes.ts'
import { openConnection } from '../../mail/smtp.ts'
import type { SmtpTimeouts } from '../../mail/smtp-settings.ts'
import type { Ports } from '../../ports.ts'
import { type AccountRow, accountRows, accountsToResume, setAccountState } from '../../store/accounts.ts'
import { note } from '../../store/journal.ts'
import { askReplanOfAccount, type Due } from '../../store/ledger.ts'
import type { Store } from '../../store/open.ts'
import { type DaysOff, planBatch } from '../../store/plan-state.ts'
import { batchById } from '../../store/planning.ts'
import { contactZone } from '../../store/sending.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { createDisk } from './disk.ts'
import { type AccountLoop, startLoop } from './lane.ts'
import type { Target, Tools } from './tools.ts'

export interface DispatcherOptions {
  store: Store
  ports: Ports
  changes: Changes
  daysOff: DaysOff
  /** Where the managed account delivers, null = nowhere to be found now. */
  sandbox: () => { host: string; port: number } | null
  timeouts?: Partial<SmtpTimeouts>
  /** Extra certificate authorities (PEM) for servers inside a company. */
  ca?: string
  /** Named points of the send path, for tests that stop the process there. */
  point?: (name: string) => void
}

export interface Dispatcher {
  stop(): Promise<void>
  diskTrouble(): string | null
}

export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, ports, changes } = options
  const loops = new Map<number, AccountLoop>()
  let own = false
  const changed = (...tables: Table[]) => {
    // A message of its own needn't wake every other loop.
    own = true
    changes.tell(...tables)
    own = false
  }
  const disk = createDisk(store, ports, () => changed('workspace'))
  const tools: Tools = {
    store,
    ports,
    disk,
    point: options.point ?? (() => {}),
    changed,
    moved: () => changed('sends'),
    isOpen: (due, at) => isOpen(options, due, at),
    connectionFor: (account) => targetOf(options, account),
  }
  const look = () => {
    for (const account of accountRows(store)) {
      const loop = loops.get(account.id)
      if (loop) loop.poke()
      else loops.set(account.id, startLoop(tools, account.id))
    }
  }
  const end = changes.listen((table) => {
    if (!own && (table === 'sends' || table === 'accounts' || table === 'workspace')) look()
  })
  const stopping = new AbortController()
  const resuming = resumeAccounts(options, stopping.signal)
  look()
  return {
    async stop() {
      end()
      stopping.abort()
      await Promise.all([...loops.values()].map((loop) => loop.stop()))
      await resuming
    },
    diskTrouble: disk.trouble,
  }
}

/** True when mail of that engagement may leave at `at`, in the zone that counts for its contact. */
function isOpen({ store, daysOff }: DispatcherOptions, due: Due, at: number): boolean {
  if (due.batchId === null) return true
  const batch = batchById(store, due.batchId)
  if (!batch) return true
  const zone = contactZone(store, due.id, batch.useContactZone) ?? workspaceRow(store).zone
  const slot = slotAt(zone, at)
  return slot !== null && slotOpens(agendaOf(planBatch(batch, daysOff).calendar, zone), slot)
}

async function targetOf(options: DispatcherOptions, account: AccountRow): Promise<Target> {
  if (account.kind === 'managed' && account.smtp === null) {
    const place = options.sandbox()
    if (!place) return { trouble: 'the built-in sandbox is not running' }
    const settings = { ...place, protocol: 'none' as const, user: null }
    return { key: `sandbox:${place.port}`, open: () => openConnection(settings, null, options.timeouts) }
  }
  if (!account.smtp) return { trouble: 'it has no server yet' }
  const secret = account.hasSecret ? await secretOf(options, account) : null
  if (account.hasSecret && secret === null)
    return { trouble: 'its password is missing from the keychain: enter it again' }
  const settings = { ...account.smtp, ...(options.ca ? { ca: options.ca } : {}) }
  return { key: `${account.version}`, open: () => openConnection(settings, secret, options.timeouts) }
}

async function secretOf({ ports }: DispatcherOptions, account: AccountRow): Promise<string | null> {
  try {
    return await ports.keychain.get(account.publicId)
  } catch (error) {
    ports.log.warn('keychain', { account: account.publicId, error: (error as Error).message })
    return null
  }
}

/** Brings accounts back whose time out is over; what piled up meanwhile gets new times. */
async function resumeAccounts({ store, ports, changes }: DispatcherOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const now = ports.clock.now()
    for (const account of accountsToResume(store, now)) {
      store.write((tx) => {
        setAccountState(tx, account.id, 'active', null)
        askReplanOfAccount(tx, account.id, now - HOUR)
        note(tx, now, 'account_back', `${account.address} is tried again.`, { account: account.publicId })
      })
      changes.tell('accounts', 'sends')
    }
    const wake = new AbortController()
    const end = changes.listen((table) => table === 'accounts' && wake.abort())
    const next = accountRows(store).reduce((at, a) => Math.min(at, a.resumeAt ?? at), Number.POSITIVE_INFINITY)
    await ports.clock.until(next, AbortSignal.any([signal, wake.signal]))
    end()
  }
}
