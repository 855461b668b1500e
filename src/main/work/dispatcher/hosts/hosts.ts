/**
 * Hands in what was taken up for sender hosts, and brings back what became of it. One loop, however many accounts. The ledger
 * has each step before the queue does: a try is on disk under its name before it is handed in, and its outcome before the
 * queue forgets it. So this may stop anywhere and begin again.
 */
import { queueSecretName } from '../../../../shared/domain/secret-name.ts'
import { MINUTE } from '../../../../shared/domain/time.ts'
import { createChanges } from '../../../changes.ts'
import { readDeviceKeys } from '../../../file/device-keys.ts'
import { handIn } from '../../../queue/hand-in.ts'
import { sealParcel } from '../../../queue/parcel.ts'
import { lineOf, nowOf } from '../../../queue/send-side.ts'
import { startRounds } from '../../../rounds.ts'
import { awayOf, bytesOf, isAnyAway, markTaken, notTakenYet } from '../../../store/handed-in.ts'
import type { Reader } from '../../../store/open.ts'
import { isTold, queuedAccountRows, queueRow, senderHostRows, turnOffHosts } from '../../../store/queue.ts'
import { workspaceRow } from '../../../store/workspace.ts'
import type { Hosts } from '../tools.ts'
import { tellAccounts } from './account.ts'
import { lookAfter } from './away.ts'
import { isBehind } from './behind.ts'
import { takeReports } from './reports.ts'
import type { HostsOptions, Open } from './shape.ts'

export interface Handing extends Hosts {
  /** Why the queue can't be used; null: it can, or there is none. */
  trouble(): string | null
  stop(): Promise<void>
}

/** Tries of one account that are away at once: so many are called back where somebody answers. */
const mostAway = 20
const batch = 50
/** How often it is asked for reports while something is away, and what began elsewhere is looked for, in ms. */
const lookEvery = 1000
const compareEvery = 60_000
/** A computer's part of the limits changes with time, too. */
const tellEvery = 30_000
/** While nothing is away. */
const restEvery = 30_000
/** By so many minutes clocks may differ. */
const mostApart = 5
/** After trouble. */
const patience = 5000

/** Who ends Cadenza waits for a queue no longer than this: it may have fallen silent. Network time is real time. */
const leave = 5000

interface State extends HostsOptions {
  open: Open | null
  /** Nobody waits for the queue any more. */
  over: AbortController
  trouble: string | null
}

const notYet = 'it has not been reached yet'

export function startHosts(options: HostsOptions): Handing {
  const { ports, changes, disk } = options
  // whatever is taken up asks for a round, and must not wake every account's loop
  const own = createChanges()
  const s: State = { ...options, open: null, trouble: notYet, over: new AbortController() }
  const end = changes.listen((table) => {
    if (s.open && (table === 'accounts' || table === 'workspace')) s.open.toldAt = Number.NEGATIVE_INFINITY
    own.tell(table)
  })
  const rounds = startRounds({
    clock: ports.clock,
    changes: own,
    wokenBy: ['accounts', 'sends', 'enrollments', 'workspace'],
    gather: 20,
    round: () => turn(s),
    failed(error) {
      if (/^SQLITE_/.test((error as { code?: string }).code ?? '')) return disk.failed(error)
      inTrouble(s, (error as Error).message || String(error))
      return ports.clock.now() + patience
    },
  })
  return {
    bar: (accountId) => barOf(s, accountId),
    line: (reader) => lineFor(s, reader),
    poke: () => own.tell('sends'),
    trouble: () => troubleOf(s),
    async stop() {
      end()
      AbortSignal.timeout(leave).addEventListener('abort', () => s.over.abort())
      await rounds.stop()
      // what was taken up goes to the hosts now, or it would wait for the next start
      if (s.open && s.trouble === null && s.gate.isOpen()) await putIn(s, s.open).catch(() => {})
      await close(s)
    },
  }
}

/** Null also where nobody needs it, and as long as nothing was tried: neither is for a person to mend. */
function troubleOf({ store, trouble }: State): string | null {
  if (trouble === notYet || queueRow(store) === undefined || queuedAccountRows(store).length === 0) return null
  return trouble
}

/** Null while the queue of that row isn't open: what is taken up would be bound to another one. */
const lineFor = ({ open }: State, reader: Reader): string | null =>
  open !== null && open.version === queueRow(reader)?.version ? open.line : null

function barOf(s: State, accountId: number): string | null {
  const { store, trouble } = s
  if (queueRow(store) === undefined) return 'Sender hosts send for this account, and no queue is set for them.'
  if (senderHostRows(store).length === 0) return 'Sender hosts send for this account, and none is known yet.'
  if (trouble !== null) return `The queue of the sender hosts can’t be reached: ${trouble}`
  if (lineFor(s, store) === null) return 'The queue of the sender hosts is being opened.'
  if (!isTold(store, accountId)) return 'The queue of the sender hosts is being told of this account.'
  if (awayOf(store, accountId) >= mostAway)
    return `${mostAway} emails of this account wait at the sender hosts. It follows when one of them is through.`
  return null
}

function inTrouble(s: State, words: string | null): void {
  if (s.trouble === words) return
  if (words !== null) s.ports.log.warn('the queue of the sender hosts', { trouble: words })
  s.trouble = words
  s.changes.tell('accounts')
}

async function close(s: State): Promise<void> {
  const open = s.open
  s.open = null
  await open?.queue.close().catch(() => {})
}

/** One look; when to come back. */
async function turn(s: State): Promise<number> {
  const { store, ports, gate } = s
  const row = queueRow(store)
  const accounts = queuedAccountRows(store)
  if (!row || accounts.length === 0) {
    await close(s)
    s.trouble = notYet
    return Number.POSITIVE_INFINITY
  }
  // a copy that may be behind takes nothing from the queue that is a newer one's
  if (!gate.isOpen()) return Number.POSITIVE_INFINITY
  const before = s.open
  const open = await opened(s, row)
  const line = await lineOf(open.queue)
  if (line !== open.line) open.toldAt = Number.NEGATIVE_INFINITY
  open.line = line
  if (ports.clock.now() >= open.comparedAt + compareEvery) {
    if (await isBehind(s, open)) return Number.POSITIVE_INFINITY
    open.comparedAt = ports.clock.now()
  }
  // whoever wanted to hand something in meanwhile looks again now
  let news = open !== before
  if (ports.clock.now() >= open.toldAt + tellEvery) {
    open.toldAt = ports.clock.now()
    if (await tellAccounts(s, open, accounts)) news = true
  }
  if (!(await takeReports(s, open))) return Number.POSITIVE_INFINITY
  await putIn(s, open)
  await lookAfter(s, open)
  await endThose(s)
  const wrong = clocksApart(await nowOf(open.queue.sql), ports.clock.now())
  if (news && s.trouble === null) s.changes.tell('accounts')
  inTrouble(s, wrong)
  return ports.clock.now() + (isAnyAway(store) ? lookEvery : restEvery)
}

/** Hosts go by the queue's clock: by a wrong one an email would leave hours after its time, or never in time. Null: they agree. */
function clocksApart(theirs: number, ours: number): string | null {
  const minutes = Math.round(Math.abs(theirs - ours) / MINUTE)
  return minutes > mostApart ? `its clock and the one of this computer are ${minutes} minutes apart` : null
}

async function opened(s: State, { address, version }: { address: string; version: number }): Promise<Open> {
  if (s.open?.version === version) return s.open
  await close(s)
  const { store, ports } = s
  const { device } = workspaceRow(store)
  const keys = await readDeviceKeys(ports.keychain, device)
  if (!keys) throw new Error('the keychain holds no keys for this computer')
  const url = new URL(address)
  url.password = encodeURIComponent((await ports.keychain.get(queueSecretName(device))) ?? '')
  // whoever has no sender hosts is not to load it
  const { openQueue } = await import('../../../queue/database.ts')
  const queue = await openQueue({
    url: url.href,
    name: 'cadenza workspace',
    connections: 4,
    signal: s.over.signal,
    onError: (error) => ports.log.warn('the queue of the sender hosts', { error: error.message }),
  })
  const never = Number.NEGATIVE_INFINITY
  s.open = {
    queue,
    keys,
    line: await lineOf(queue),
    version,
    comparedAt: never,
    toldAt: never,
    askedAt: new Map(),
    lookedAt: 0,
  }
  return s.open
}

/** Hands in what was taken up. One that was handed in before a crash is there under its name, and stays as it is. */
async function putIn(s: State, { queue, keys }: Open): Promise<void> {
  const { store, ports } = s
  const known = senderHostRows(store).map(({ key }) => key)
  // none is left: it goes where it can be taken back from, and nobody can open it
  const hosts = known.length > 0 ? known : [keys.sealingKey]
  for (;;) {
    const tries = notTakenYet(store, batch)
    if (tries.length === 0) return
    const sealed = await Promise.all(
      tries.map(async ({ sendId, ...t }) => {
        const raw = bytesOf(store, sendId)
        const { name: attempt, account, send } = t
        if (!raw) throw new Error(`the bytes of send ${send} are gone`)
        const { after, from, to, leaveBy, line } = t
        const parcel = { workspace: keys.device, account, send, attempt, after, from, to, leaveBy, line, raw }
        const bytes = await sealParcel(parcel, hosts, keys.secret.signing)
        return { attempt, account, workspace: keys.device, send, at: 0, priority: 0, sealed: bytes }
      }),
    )
    await handIn(queue, sealed)
    s.point?.('handed_in')
    const now = ports.clock.now()
    await store.writeSoon((tx) =>
      markTaken(
        tx,
        tries.map(({ attemptId }) => attemptId),
        now,
      ),
    )
    s.changes.tell('handed_in')
    if (tries.length < batch) return
  }
}

/** An account of which nothing is away any more is this computer's own again. */
async function endThose({ store, changes }: State): Promise<void> {
  const over = queuedAccountRows(store).filter(({ accountId, ending }) => ending && awayOf(store, accountId) === 0)
  if (over.length === 0) return
  await store.writeSoon((tx) => {
    for (const { accountId } of over) if (awayOf(tx, accountId) === 0) turnOffHosts(tx, accountId)
  })
  changes.tell('accounts')
}
