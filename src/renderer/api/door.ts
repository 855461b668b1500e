/**
 * How this page reaches the engine. In the desktop window it makes a message channel, whose other end the preload hands
 * on; in a browser it trades the one-time code of its address for a session and opens a WebSocket. A lost socket is
 * opened again for as long as the page lives; calls made meanwhile wait for it.
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
}

interface Inside {
  set(state: DoorState, link?: Link): void
}

function createDoor(kind: Door['kind'], open: (inside: Inside) => { token(): string | null }): Door {
  let state: DoorState = 'connecting'
  let link: Link | undefined
  const listeners = new Set<() => void>()
  const inside: Inside = {
    set(next, found) {
      state = next
      link = found
      for (const listener of listeners) listener()
    },
  }
  const { token } = open(inside)
  const door: Door = {
    kind,
    token,
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
    return { token: () => null }
  })
}

/** Longest wait before a lost socket is opened again, in ms. */
const longestWait = 5000

/** The one-time code of the address, taken out of it at once so that it stays in no history. */
function codeOfAddress(): string | null {
  const code = /^#code=([\w-]+)$/.exec(window.location.hash)?.[1] ?? null
  if (code) window.history.replaceState(null, '', '/#/')
  return code
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

function webDoor(): Door {
  let token: string | null = null
  return createDoor('web', (inside) => {
    const code = codeOfAddress()
    let wait = 250
    const again = (state: DoorState) => {
      inside.set(state)
      window.setTimeout(() => void connect('lost'), wait)
      wait = Math.min(wait * 2, longestWait)
    }
    const connect = async (otherwise: DoorState, first: string | null = null): Promise<void> => {
      try {
        token = await enter(first)
        if (token === null) return inside.set('locked')
        const socket = await openSocket(token)
        wait = 250
        socket.addEventListener('close', () => again('lost'), { once: true })
        inside.set('open', new SocketLink({ websocket: socket }))
      } catch {
        again(otherwise)
      }
    }
    void connect('connecting', code)
    // a new one-time address opened in a tab that shows this page changes only what is behind the #
    window.addEventListener('hashchange', () => window.location.hash.startsWith('#code=') && window.location.reload())
    // a session lasts twelve hours from when it was last asked for; a page left open overnight must not be locked
    window.setInterval(() => void fetch('/session').catch(() => {}), 3_600_000)
    return { token: () => token }
  })
}

/** Picks the door by itself: only the web host marks its page. */
export function openDoor(): Door {
  const web = document.querySelector('meta[name="cadenza-door"][content="web"]')
  return web ? webDoor() : desktopDoor()
}
