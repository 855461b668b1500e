import { useEffect, useRef, useState } from 'react'

const fields =
  '.seq-title, .seq-editor textarea, .seq-editor input:not([type=file], [type=radio]), .seq-editor [contenteditable=true]'

/**
 * Remembers the field somebody wrote in last. Saving takes its own button away: then the focus goes back to that field.
 *
 * @returns gives it back once the page was drawn without the button
 */
export function usePlace(): () => void {
  const field = useRef<HTMLElement | null>(null)
  const [times, setTimes] = useState(0)
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.matches(fields)) field.current = target
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [])
  useEffect(() => {
    if (times === 0 || document.activeElement !== document.body) return
    const to = field.current?.isConnected ? field.current : document.querySelector<HTMLElement>('.seq-head .acts a')
    to?.focus({ preventScroll: true })
  }, [times])
  return () => setTimes((n) => n + 1)
}
