/**
 * How Cadenza ends: asked for by a person, who is told what would wait; or by the system (shutdown, a signal), which is
 * told nothing. Either way in order: the message in flight is finished, the folder let go of, and only then the end.
 */
import { app, type BrowserWindow, dialog } from 'electron'
import type { Engine } from '../../engine.ts'
import type { Log } from '../../ports.ts'
import type { Running } from './engine.ts'
import { quitQuestion } from './quit.ts'
import type { Keeper } from './window.ts'
import { words } from './words.ts'

type Client = ReturnType<Engine['client']>

export interface Leaving {
  /** What to end: the engine, and the window before it. */
  add(running: Running, keeper: Keeper): void
  /** Something more to undo before the engine stops. */
  before(undo: () => void): void
  /** From now on whoever quits by the system's own ways (the dock, a shortcut) is asked too. */
  asks(client: Client): void
  /** Asks; resolves to false when the person stays. */
  ask(client: Client): Promise<boolean>
  /** Ends without a question. */
  now(): void
  /** Undoes everything, and stays: an installer goes on from here. */
  undo(): Promise<void>
}

export function createLeaving({ log, window }: { log: Log; window: () => BrowserWindow | null }): Leaving {
  const undoing: (() => void)[] = []
  let parts: { running: Running; keeper: Keeper } | null = null
  let done: Promise<void> | null = null
  let ended = false
  let asking: Promise<boolean> | null = null
  const undoAll = async () => {
    log.info('the desktop stops')
    for (const step of undoing.reverse()) step()
    parts?.keeper.destroy()
    await parts?.running.stop()
  }
  const undo = () => {
    done ??= undoAll()
      .catch((error: unknown) => log.error('stopping failed', { error: String(error) }))
      .then(() => {
        ended = true
      })
    return done
  }
  const now = () => void undo().then(() => app.quit())
  const ask = async (client: Client): Promise<boolean> => {
    const leave = await agreed(client, window())
    if (leave) now()
    return leave
  }
  const once = (client: Client) => {
    asking ??= ask(client).finally(() => {
      asking = null
    })
    return asking
  }
  // Ctrl-C in the terminal it was started from, and whoever ends processes in order.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, now)
  return {
    add: (running, keeper) => {
      parts = { running, keeper }
    },
    before: (step) => void undoing.push(step),
    asks(client) {
      app.on('before-quit', (event) => {
        if (ended) return
        event.preventDefault()
        if (!done) void once(client)
      })
    },
    ask: once,
    now,
    undo,
  }
}

async function agreed(client: Client, window: BrowserWindow | null): Promise<boolean> {
  const question = await quitQuestion(client)
  if (!question) return true
  const { yes, no } = words.quit
  const options = {
    ...question,
    type: 'question' as const,
    buttons: [no, yes],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return response === 1
}
