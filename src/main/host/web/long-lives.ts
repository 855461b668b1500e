/** Connections that outlive their request: streams and WebSockets. They end when the key or session they came with does. */
import type { Room } from '../../api/context.ts'
import type { Clock } from '../../ports.ts'
import type { Principal } from './entry.ts'

/** Remembers a long connection, to end it when its key or session is over; returns what forgets it again. */
export type Track = (who: Principal, end: () => void) => () => void

export interface LongLives {
  track: Track
  /** Ends those whose key or session is over. */
  check(): void
  close(): void
}

export function createLongLives(room: Room): LongLives {
  const open = new Set<{ who: Principal; end: () => void }>()
  const check = () => {
    for (const life of open) {
      try {
        life.who.asker()
      } catch {
        life.end()
      }
    }
  }
  const unlisten = room.changes.listen((table) => {
    if (table === 'keys' || table === 'seats') check()
  })
  return {
    check,
    track(who, end) {
      const life = { who, end }
      const over = new AbortController()
      open.add(life)
      void endWhenOld(room.ports.clock, life, over.signal)
      return () => {
        open.delete(life)
        over.abort()
      }
    },
    close() {
      unlisten()
      for (const life of open) life.end()
    },
  }
}

/** Nothing is told when a key merely grows old. A session may have been renewed by then, so its end is asked for again. */
async function endWhenOld(clock: Clock, { who, end }: { who: Principal; end: () => void }, signal: AbortSignal) {
  while (!signal.aborted && who.expiresAt > clock.now()) await clock.until(who.expiresAt, signal)
  if (!signal.aborted) end()
}
