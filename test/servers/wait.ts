import { connect } from 'node:net'

/** Asks again and again until `ask` gives something, and gives up with `what` after `ms`. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  ms = 20_000,
): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** True when something listens there. */
export function listens(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A server that was started by a test and runs on its own. */
export interface Daemon {
  stop(): Promise<void>
  /** At once, without waiting; for when the test run itself ends. */
  kill(): void
  /** What it wrote so far. */
  log(): string
}

/** `pid` is read when needed, because a server may not have written it yet. */
export function daemon(what: string, pid: () => number, log: () => string): Daemon {
  const signal = (name: 'SIGTERM' | 'SIGKILL') => {
    if (isRunning(pid())) process.kill(pid(), name)
  }
  return {
    log,
    kill: () => signal('SIGTERM'),
    async stop() {
      const running = pid()
      signal('SIGTERM')
      await waitFor(`${what} to stop`, async () => !isRunning(running), 10_000).catch(() => signal('SIGKILL'))
    },
  }
}
