/** All data was removed from this computer, or is at this moment: from here on there is nothing that a page could show. */
import { useSyncExternalStore } from 'react'

let isRemoved = false
const listeners = new Set<() => void>()

/** Forgets what this browser kept of the workspace too: emails that were being written. */
export function nowRemoved(): void {
  window.localStorage.clear()
  window.sessionStorage.clear()
  isRemoved = true
  for (const listener of listeners) listener()
}

const watch = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useRemoved = (): boolean => useSyncExternalStore(watch, () => isRemoved)
