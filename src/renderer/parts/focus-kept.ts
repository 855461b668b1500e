import { type RefObject, useEffect, useRef } from 'react'

/**
 * The button that was pressed goes when its deed is done: the focus stays with what it was about, instead of going back to
 * the top of the page. The place needs `tabIndex={-1}`.
 *
 * @param version changes with every deed
 */
export function useFocusKept(place: RefObject<HTMLElement | null>, version: unknown): void {
  const isHere = useRef(false)
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      // a dialog that it opened is about it, too
      if (target instanceof Element && !target.closest('[role="dialog"]'))
        isHere.current = place.current?.contains(target) ?? false
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [place])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was there before this version may be gone
  useEffect(() => {
    if (isHere.current && document.activeElement === document.body) place.current?.focus({ preventScroll: true })
  }, [version])
}

/** The button that one goes on with: it takes the focus where what had it is gone. @param phase each has buttons of its own */
export function useFocusNext(phase: string): RefObject<HTMLButtonElement | null> {
  const next = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a phase of its own has a button of its own
  useEffect(() => {
    if (document.activeElement === document.body) next.current?.focus({ preventScroll: true })
  }, [phase])
  return next
}
