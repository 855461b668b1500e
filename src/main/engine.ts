/** Builds the rooms from the ports a host lends, and is the only file that knows every room. */
import { createRouterClient } from '@orpc/server'
import { roleScopes } from '../shared/domain/access.ts'
import { publicIdBytes, publicIdFrom } from '../shared/domain/ids.ts'
import type { Asker, Room } from './api/context.ts'
import { router } from './api/router.ts'
import { type Changes, createChanges } from './changes.ts'
import { daysOff } from './days-off.ts'
import { type Sandbox, startSandbox } from './mail/sandbox.ts'
import type { SmtpTimeouts } from './mail/smtp-settings.ts'
import type { Ports } from './ports.ts'
import { finishImports } from './store/imports.ts'
import { migrate } from './store/migrate.ts'
import { openStore, type Store } from './store/open.ts'
import { keepArrived } from './store/sandbox.ts'
import { firstRun, hasWorkspace } from './store/workspace.ts'
import { type Dispatcher, startDispatcher } from './work/dispatcher/dispatcher.ts'
import { type Planner, startPlanner } from './work/planner/planner.ts'
import { recover } from './work/recovery/recovery.ts'

export interface EngineOptions {
  ports: Ports
  /** Path of the database, or ':memory:'. */
  databaseFile: string
  /** False: commands only; nothing is sent, planned or recovered. */
  loops: boolean
  /** Who the first seat is when the workspace is made; `zone` an IANA name. */
  first: { zone: string; seatName: string; seatAddress: string }
  smtp?: { timeouts?: Partial<SmtpTimeouts>; ca?: string }
  /** Called at named points of the send path; tests stop the process there. */
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

const inProcess = (room: Room, asker: Asker) => createRouterClient(router, { context: { room, asker } })

/** Opens the workspace (making it where there is none) and, with `loops`, starts sending. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { ports, databaseFile } = options
  const store = openStore(databaseFile)
  try {
    migrate(store.sqlite)
    if (!hasWorkspace(store)) makeWorkspace(store, options)
    await finishImports(store, ports.clock.now())
  } catch (error) {
    store.close()
    throw error
  }
  const changes = createChanges()
  const loops = options.loops ? await startLoops(options, store, changes) : null
  const room: Room = {
    store,
    ports,
    changes,
    running: options.loops,
    diskTrouble: () => loops?.dispatcher.diskTrouble() ?? null,
    databaseFile,
    sandbox: loops?.sandbox ?? null,
  }
  return {
    room,
    changes,
    client: (asker = owner) => inProcess(room, asker),
    async stop() {
      await loops?.stop()
      store.close()
    },
  }
}

function makeWorkspace(store: Store, { ports, first }: EngineOptions): void {
  const device = publicIdFrom(ports.dice.bytes(publicIdBytes))
  store.write((tx) => firstRun(tx, { ...first, device, now: ports.clock.now(), dice: ports.dice }))
}

interface Loops {
  dispatcher: Dispatcher
  planner: Planner
  sandbox: Sandbox
  stop(): Promise<void>
}

async function startLoops(options: EngineOptions, store: Store, changes: Changes): Promise<Loops> {
  const { ports } = options
  recover(store, ports, changes)
  const sandbox = await startSandbox({
    clock: ports.clock,
    keep: async (mail) => {
      store.write((tx) => keepArrived(tx, publicIdFrom(ports.dice.bytes(publicIdBytes)), mail))
      changes.tell('sandbox')
    },
  })
  const planner = startPlanner({ store, ports, changes, daysOff })
  const dispatcher = startDispatcher({
    store,
    ports,
    changes,
    daysOff,
    sandbox: () => sandbox,
    ...options.smtp,
    ...(options.point ? { point: options.point } : {}),
  })
  return {
    dispatcher,
    planner,
    sandbox,
    async stop() {
      await dispatcher.stop()
      await planner.stop()
      await sandbox.stop()
    },
  }
}
