/**
 * How this page reaches the engine. In the desktop window it makes a message channel, whose other end the preload hands
 * on; in a browser it trades the one-time code of its address for a session and opens a WebSocket. A lost socket is
 * opened again for as long as the page lives; calls made meanwhile wait for it. A page whose session is over stays as it
 * is: whatever lets this browser in again, a new address in any of its tabs or pasted into this one, opens it again.
 */
import type { ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'

/** connecting: first time · open · lost: was open, being opened again · locked: this browser has no session */
export type DoorState = 'connecting' | 'open' | 'lost' | 'locked'

export type Link = ClientLink<Record<never, never>>

export interface Door {
  kind: 'desktop' | 'web'
  state(): DoorState
  /** Called at each change of the state; returns what ends that. */
  watch(listener: () => void): () => void
  /** The open way to the engine; waits while there is none. Rejects with the signal's reason. */
  link(signal?: AbortSignal): Promise<Link>
  /** Sends a file to the engine and gives the ticket a procedure takes as `upload`; desktop and web alike. */
  token(): string | null
  /** Tries a one-time code in the page as it stands; false where it lets nobody in. */
  letIn(code: string): Promise<boolean>
}

interface Inside {
  state(): DoorState
  set(state: DoorState, link?: Link): void
}

function createDoor(kind: Door['kind'], open: (inside: Inside) => Pick<Door, 'token' | 'letIn'>): Door {
  let state: DoorState = 'connecting'
  let link: Link | undefined
  const listeners = new Set<() => void>()
  const inside: Inside = {
    state: () => state,
    set(next, found) {
      state = next
      link = found
      for (const listener of listeners) listener()
    },
  }
  const door: Door = {
    ...open(inside),
    kind,
    state: () => state,
    watch(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    link: (signal) =>
      new Promise((found, failed) => {
        if (link) return found(link)
        const stop = door.watch(() => {
          if (!link) return
          stop()
          found(link)
        })
        signal?.addEventListener('abort', () => {
          stop()
          failed(signal.reason)
        })
      }),
  }
  return door
}

/** The desktop window's door: our end of a channel, the other end goes through the preload to the main process. */
function desktopDoor(): Door {
  return createDoor('desktop', (inside) => {
    const { port1, port2 } = new MessageChannel()
    window.postMessage('cadenza:connect', { targetOrigin: '/', transfer: [port2] })
    port1.start()
    inside.set('open', new PortLink({ port: port1 }))
    return { token: () => null, letIn: async () => true }
  })
}

/** Longest wait before a lost socket is opened again, in ms. */
const longestWait = 5000

/** The one-time code in an address of the program, or in what is behind its #. */
export const codeIn = (address: string): string | null => /#code=([\w-]+)\s*$/.exec(address)?.[1] ?? null

/** The one-time code of the address, taken out of it at once so that it stays in no history. */
function codeOfAddress(): string | null {
  const code = codeIn(window.location.hash)
  if (code) window.history.replaceState(null, '', '/#/')
  return code
}

/**
 * A new one-time address opened in a tab that shows this page changes only what is behind the #. It is taken out before
 * the router sees it: the page stays where it is, with whatever is being written in it.
 */
function watchAddress(found: (code: string) => void): void {
  const hideCode = (event: PopStateEvent) => codeIn(window.location.hash) && event.stopImmediatePropagation()
  window.addEventListener('popstate', hideCode, { capture: true })
  window.addEventListener('hashchange', ({ oldURL }) => {
    const code = codeIn(window.location.hash)
    if (!code) return
    window.history.replaceState(null, '', oldURL)
    found(code)
  })
}

/** The session's header token: for the code, or for the cookie of a page loaded anew. Null: this browser has none. */
async function enter(code: string | null): Promise<string | null> {
  const answer = code
    ? await fetch('/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ code }),
      })
    : await fetch('/session')
  if (answer.ok) return ((await answer.json()) as { token: string }).token
  // a code used before, by this very browser perhaps: its cookie counts then
  if (code) return enter(null)
  if (answer.status === 401 || answer.status === 403 || answer.status === 400) return null
  throw new Error(`The engine answered ${answer.status}.`)
}

async function openSocket(token: string): Promise<WebSocket> {
  const answer = await fetch('/ticket', { method: 'POST', headers: { 'X-Cadenza-Token': token } })
  if (!answer.ok) throw new Error(`The engine answered ${answer.status}.`)
  const { ticket } = (await answer.json()) as { ticket: string }
  const socket = new WebSocket(`ws://${window.location.host}/ws`, ['cadenza', `ticket.${ticket}`])
  await new Promise<void>((opened, failed) => {
    socket.addEventListener('open', () => opened(), { once: true })
    socket.addEventListener('close', () => failed(new Error('The connection was refused.')), { once: true })
  })
  return socket
}

/** Opens the way in and keeps it open. */
function createEntrance(inside: Inside, told: BroadcastChannel) {
  let token: string | null = null
  let code = codeOfAddress()
  let wait = 250
  let trying: Promise<void> | undefined
  const again = (state: DoorState) => {
    inside.set(state)
    window.setTimeout(() => void (inside.state() !== 'open' && connect(state)), wait)
    wait = Math.min(wait * 2, longestWait)
  }
  const attempt = async (otherwise: DoorState): Promise<void> => {
    const first = code
    try {
      token = await enter(first)
      if (code === first) code = null
      if (token === null) return code ? attempt(otherwise) : inside.set('locked')
      const socket = await openSocket(token)
      wait = 250
      socket.addEventListener('close', () => again('lost'), { once: true })
      inside.set('open', new SocketLink({ websocket: socket }))
      if (first) told.postMessage('let in')
    } catch {
      again(otherwise)
    }
  }
  const connect = (otherwise: DoorState): Promise<void> => {
    trying ??= attempt(otherwise).finally(() => {
      trying = undefined
    })
    return trying
  }
  return {
    connect,
    token: () => token,
    /** Asked for again where another tab has changed this browser's session. */
    refresh: async () => {
      token = (await enter(null).catch(() => null)) ?? token
    },
    async letIn(given: string): Promise<boolean> {
      if (inside.state() === 'open') return true
      code = given
      await connect(inside.state())
      return inside.state() === 'open'
    },
  }
}

function webDoor(): Door {
  return createDoor('web', (inside) => {
    const told = new BroadcastChannel('cadenza')
    const entrance = createEntrance(inside, told)
    // a one-time address that was opened in another tab lets this one in too: they share the session
    told.addEventListener('message', () => {
      void (inside.state() === 'open' ? entrance.refresh() : entrance.connect(inside.state()))
    })
    watchAddress((code) => void entrance.letIn(code))
    void entrance.connect('connecting')
    // a session lasts twelve hours from when it was last asked for; a page left open overnight must not be locked
    window.setInterval(() => void fetch('/session').catch(() => {}), 3_600_000)
    return entrance
  })
}

/** Picks the door by itself: only the web host marks its page. */
export function openDoor(): Door {
  const web = document.querySelector('meta[name="cadenza-door"][content="web"]')
  return web ? webDoor() : desktopDoor()
}
