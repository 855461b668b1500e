import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useReducer, useSyncExternalStore } from 'react'
import { api, door } from './client.ts'
import { sinceOpened } from './clock.ts'
import type { DoorState } from './door.ts'

/** How the connection to the engine is. */
export const useDoor = (): DoorState => useSyncExternalStore(door.watch, door.state)

/** The engine's state: paused, stopped, next email, its clock. Asked again when something changed, and each half minute. */
export const useStatus = () =>
  useQuery(api.workspace.status.queryOptions({ refetchInterval: 30_000, placeholderData: keepPreviousData }))

/** Whether this copy of the data may send; `isHeld`: nothing leaves, whatever is planned. */
export function useSafety() {
  const { data } = useQuery(api.safety.status.queryOptions({ refetchInterval: 60_000 }))
  return { status: data, isHeld: data?.state === 'safe' || data?.state === 'unreadable' }
}

/** Is whoever looks an admin? False until it is known. */
export const useIsAdmin = (): boolean => useQuery(api.seats.list.queryOptions()).data?.[0]?.role === 'admin'

/** The workspace: name, zone, sending hours. */
export const useWorkspace = () => useQuery(api.workspace.get.queryOptions())

/** The workspace's zone; UTC until it is known. */
export const useZone = (): string => useWorkspace().data?.zone ?? 'UTC'

/** The engine's clock when the status came, and this page's own count at that moment: the two may disagree about time. */
let anchor: { engine: number; page: number } | undefined

/**
 * The engine's present moment in ms since the epoch, redrawn every `every` ms. It is the engine's clock that decides when
 * something is due, and in tests it is not this computer's. Null until the engine has told it.
 */
export function useNow(every = 15_000): number | null {
  const status = useStatus()
  const [tick, redraw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = window.setInterval(redraw, every)
    return () => window.clearInterval(timer)
  }, [every])
  const told = status.data?.now
  useEffect(() => {
    if (told === undefined) return
    anchor = { engine: Date.parse(told), page: sinceOpened() }
    redraw()
  }, [told])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same from tick to tick; lists are drawn anew with it
  return useMemo(() => {
    if (!anchor) return told === undefined ? null : Date.parse(told)
    return anchor.engine + (sinceOpened() - anchor.page)
  }, [tick, told])
}
