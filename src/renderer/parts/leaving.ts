/** Asks before what is written on a page, and not saved, is lost. */
import { useBlocker } from '@tanstack/react-router'
import { shell } from '../words/shell.ts'
import { useAsk } from './dialog.tsx'

/**
 * Whoever goes to another page, or closes the window, is asked first. Within a page, whose tabs and panels share its path,
 * nothing is lost.
 *
 * @param isDirty whether something is written and not saved
 * @param onLeave called when it is to be lost
 */
export function useLeaving(isDirty: () => boolean, onLeave?: () => void): void {
  const ask = useAsk()
  useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (!isDirty() || current.pathname === next.pathname) return false
      const leaves = await ask({ ...shell.leave, danger: true })
      if (leaves) onLeave?.()
      return !leaves
    },
    enableBeforeUnload: isDirty,
  })
}
