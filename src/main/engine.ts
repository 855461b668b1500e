/** Builds the rooms from the ports a host lends, and is the only file that knows every room. */
import { createRouterClient, type RouterClient } from '@orpc/server'
import { roleScopes } from '../shared/domain/access.ts'
import { eraseLeftOver } from './api/accounts-erase.ts'
import type {
  Asker,
  HeavyAudience,
  HeavyCopies,
  HeavyCount,
  HeavyEngage,
  HeavyIcs,
  HeavyPreview,
  HeavyReport,
  HeavySheets,
  HeavyTrials,
  HeavyTryout,
  PackagedServer,
  Room,
} from './api/context.ts'
import { router } from './api/router.ts'
import { type Changes, createChanges } from './changes.ts'
import { daysOff } from './days-off.ts'
import { createLines, type Lines } from './mail/imap-line.ts'
import type { ImapTimeouts } from './mail/imap-settings.ts'
import { credentialsFrom } from './mail/reading.ts'
import type { Sandbox } from './mail/sandbox.ts'
import { type SignInOptions, type SignInSetup, setUpSignIn } from './mail/sign-in-setup.ts'
import type { SmtpTimeouts } from './mail/smtp-settings.ts'
import type { CopyPlace, Ports } from './ports.ts'
import { beginStore, type First } from './store/begin.ts'
import { openStore, type Store } from './store/open.ts'
import { ownSecretNames } from './store/own-secrets.ts'
import { signInClientRow } from './store/sign-in-clients.ts'
import { startBackups } from './work/backups/backups.ts'
import { startDelegation } from './work/delegation/delegation.ts'
import { startDispatcher } from './work/dispatcher/dispatcher.ts'
import { startDomainWatch } from './work/domains/domains.ts'
import { startEndings } from './work/endings/endings.ts'
import { startExchange } from './work/exchange/exchange.ts'
import { startFailover } from './work/failover/failover.ts'
import { startFiling } from './work/filing/filing.ts'
import { createGuard, type Guard } from './work/guard/guard.ts'
import { startHealth } from './work/health/health.ts'
import { startHomes } from './work/homes/homes.ts'
import { startInbox } from './work/inbox/inbox.ts'
import { startOutside } from './work/outside/outside.ts'
import { startPlaces } from './work/places/places.ts'
import { type HeavyPlanner, startPlanner } from './work/planner/planner.ts'
import { clearHalfEngaged } from './work/recovery/half-engaged.ts'
import { tellJudging } from './work/recovery/judged-anew.ts'
import { type HeavyCheck, onceSound } from './work/recovery/once-sound.ts'
import { recover } from './work/recovery/recovery.ts'
import { startRetention } from './work/retention/retention.ts'
import { startSandboxInbox } from './work/sandbox/sandbox.ts'
import { startSettling } from './work/settling/settling.ts'
import { startWebhooks } from './work/webhooks/webhooks.ts'

// What a host does with the files while no engine has them open.
export { restoreAsAsked } from './store/asked-restore.ts'
export { backupFolder } from './store/backups.ts'
export { restoreBackup } from './store/restore.ts'

/** Tells the entries in the keychain that belong to this database from those of other workspaces of the same person. */
export function secretNamesOf(databaseFile: string): (name: string) => boolean {
  const store = openStore(databaseFile)
  try {
    return ownSecretNames(store)
  } finally {
    store.close()
  }
}

/** Work done outside this thread, on the same database. `stop` ends it at once; what it was asked rejects. */
export interface Heavy
  extends HeavyPlanner,
    HeavyPreview,
    Partial<
      HeavyTrials &
        HeavyIcs &
        HeavyCount &
        HeavyReport &
        HeavyTryout &
        HeavyEngage &
        HeavyCheck &
        HeavyCopies &
        HeavySheets &
        HeavyAudience
    > {
  stop(): Promise<void>
}

export interface EngineOptions {
  ports: Ports
  /** Path of the database, or ':memory:'. */
  databaseFile: string
  /** False: commands only; nothing is sent, planned or recovered. */
  loops: boolean
  /** Who the first seat is when the workspace is made; `zone` an IANA name. */
  first: First
  smtp?: { timeouts?: Partial<SmtpTimeouts>; ca?: string }
  imap?: { timeouts?: Partial<ImapTimeouts> }
  /** The mail server that the package brings for the managed account. */
  managed?: PackagedServer | null
  /** With what people sign in through the browser. Without it, only with what an admin sets. */
  signIn?: SignInOptions
  /** Where long planning goes, once the engine has opened the database. Stopped with the engine. Without it: here. */
  heavy?: Heavy
  /** Where this copy of the data lies, so that an older or a second copy is recognised. Without it only what it says itself counts. */
  place?: CopyPlace
  /** Called at named points of sending, filing, reading and engaging; tests stop the process there. */
  point?: (name: string) => void
}

export interface Engine {
  room: Room
  changes: Changes
  /** The contract, in process. */
  client: (asker?: Asker) => ReturnType<typeof inProcess>
  /** Finishes the message in flight, starts none, closes the database. */
  stop(): Promise<void>
}

/** The first seat with every scope: whoever sits at this computer. */
const owner: Asker = { seatId: 1, role: 'admin', scopes: roleScopes.admin }

const inProcess = (room: Room, asker: Asker): RouterClient<typeof router> =>
  createRouterClient(router, { context: { room, asker } })

/** Opens the workspace (making it where there is none) and, with `loops`, starts sending. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { ports, databaseFile } = options
  // Only loops wait for a check that is made beside them: whoever opens the folder for one command is checked first.
  const checkLater = options.loops && options.heavy?.check !== undefined
  const begin = { now: ports.clock.now(), dice: ports.dice, checkLater, tell: tellJudging(ports) }
  const store = await beginStore(databaseFile, options.first, begin)
  const changes = createChanges()
  const own: Parameters<typeof setUpSignIn>[0]['own'] = (provider) => signInClientRow(store, provider)
  const signIn = setUpSignIn({ ...ports, own }, options.signIn)
  const guard = createGuard({
    store,
    ports,
    changes,
    willStart: options.loops,
    ...(options.place ? { place: options.place } : {}),
  })
  const loops = options.loops
    ? await startLoops(options, { store, changes, guard }, signIn).catch((error: unknown) => {
        store.close()
        throw error
      })
    : null
  const room: Room = {
    store,
    ports,
    changes,
    running: options.loops,
    diskTrouble: () => loops?.diskTrouble() ?? null,
    hostsTrouble: () => loops?.hostsTrouble() ?? null,
    databaseFile,
    guard,
    sandbox: loops?.sandbox ?? null,
    signIn,
    ...(options.heavy ? { heavy: options.heavy } : {}),
    ...(options.point ? { point: options.point } : {}),
    ...(options.smtp ? { smtp: options.smtp } : {}),
    ...(options.managed ? { managed: options.managed } : {}),
    ...(loops ? { wayOf: loops.lines.wayOf, apart: loops.lines.apart } : {}),
  }
  // a keychain that asks its owner first is not waited for
  if (loops) void ports.clock.working(eraseLeftOver(room))
  return {
    room,
    changes,
    client: (asker = owner) => inProcess(room, asker),
    async stop() {
      try {
        await loops?.stop()
        await options.heavy?.stop()
      } finally {
        store.close()
      }
    },
  }
}

interface Loops {
  sandbox: Sandbox
  diskTrouble: () => string | null
  hostsTrouble: () => string | null
  lines: Lines
  stop(): Promise<void>
}

async function startLoops(
  options: EngineOptions,
  { store, changes, guard }: Pick<WorkParts, 'store' | 'changes' | 'guard'>,
  { tokens }: SignInSetup,
): Promise<Loops> {
  const { ports, heavy } = options
  recover(store, ports, changes)
  const sandbox = await startSandboxInbox(store, ports, changes)
  const lines = createLines({
    clock: ports.clock,
    credentialFor: credentialsFrom(ports.keychain, tokens),
    ...options.imap,
    ...(options.smtp?.ca === undefined ? {} : { ca: options.smtp.ca }),
  })
  const sending = onceSound({ store, ports, changes, ...(heavy?.check ? { check: heavy.check } : {}) }, () =>
    startWork(options, { store, changes, tokens, sandbox, lines, guard }),
  )
  return {
    sandbox,
    diskTrouble: () => sending.damage() ?? sending.begun()?.dispatcher.diskTrouble() ?? null,
    hostsTrouble: () => sending.begun()?.dispatcher.hostsTrouble() ?? null,
    lines,
    async stop() {
      const begun = sending.stop()
      await begun?.dispatcher.stop()
      await guard.stop()
      await begun?.backups?.stop()
      await begun?.delegation.stop()
      await begun?.endings.stop()
      await begun?.domains.stop()
      await begun?.exchange.stop()
      await begun?.failover.stop()
      await begun?.health.stop()
      await begun?.homes.stop()
      await begun?.places.stop()
      await begun?.retention.stop()
      await begun?.outside.stop()
      await begun?.settling.stop()
      await begun?.webhooks.stop()
      await begun?.filing.stop()
      await begun?.inbox.stop()
      await lines.stop()
      // A plan half made is made again at the next start.
      await Promise.all([begun?.planner.stop(), heavy?.stop()])
      await sandbox.stop()
    },
  }
}

/** Everything that goes on by itself once the database is known to be sound. */
function startWork(options: EngineOptions, { store, changes, tokens, sandbox, lines, guard }: WorkParts) {
  const { ports, heavy } = options
  guard.start(lines)
  const named = options.point ? { point: options.point } : {}
  const inbox = startInbox({ store, ports, changes, lines, ...named })
  return {
    planner: startPlanner({ store, ports, changes, daysOff, ...(heavy ? { heavy } : {}) }),
    dispatcher: startDispatcher({
      store,
      ports,
      changes,
      daysOff,
      sandbox: () => sandbox,
      tokens,
      askInbox: (account) => inbox.ask(account),
      gate: guard,
      ...options.smtp,
      ...named,
    }),
    delegation: startDelegation({ store, ports, changes }),
    endings: startEndings({ store, ports, changes }),
    domains: startDomainWatch({ store, ports, changes }),
    exchange: startExchange({ store, ports, changes, copy: guard }),
    failover: startFailover({ store, ports, changes }),
    health: startHealth({ store, ports, changes }),
    homes: startHomes({ store, ports, changes, lines }),
    // what is lent no place is a trial, or in memory
    backups: options.place ? startBackups(backupsOf(options, store, changes)) : null,
    halfEngaged: clearHalfEngaged({ store, ports, changes, elsewhere: heavy?.takeBack }),
    places: startPlaces({ store, ports, changes }),
    outside: startOutside({ store, ports, changes, lines, guard }),
    settling: startSettling({ store, ports, changes, lines }),
    webhooks: startWebhooks({ store, ports, changes }),
    retention: startRetention({ store, ports, changes }),
    filing: startFiling({ store, ports, changes, lines, ...named }),
    inbox,
  }
}

const backupsOf = ({ ports, databaseFile, heavy }: EngineOptions, store: Store, changes: Changes) => ({
  store,
  ports,
  changes,
  databaseFile,
  ...(heavy?.checkCopy ? { check: heavy.checkCopy } : {}),
})

interface WorkParts {
  store: Store
  changes: Changes
  tokens: SignInSetup['tokens']
  sandbox: Sandbox
  lines: Lines
  guard: Guard
}
