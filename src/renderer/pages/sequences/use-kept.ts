import { useEffect, useRef, useState } from 'react'
import { useNow } from '../../api/hooks.ts'
import { type Draft, isSame } from './draft.ts'
import { forgetDraft, type KeptDraft, keepDraft, readKept } from './kept.ts'

/** How long nothing must be typed before it is kept, in ms. */
const pause = 300

interface Written {
  id: string
  draft: Draft
  /** As it is saved. */
  base: Draft
  version: number
}

/**
 * Keeps what is written on this computer for as long as it differs from what is saved, and gives what an earlier page
 * left behind. That stays untouched until somebody decides about it.
 */
export function useKept({ id, draft, base, version }: Written) {
  const [offered, setOffered] = useState<KeptDraft | null>(() => {
    const kept = readKept(id)
    return kept && !isSame(kept.draft, base) ? kept : null
  })
  const isDirty = !isSame(draft, base)
  const now = useRef<number | null>(null)
  const ours = useNow()
  now.current = ours === null ? null : Math.round(ours)
  const hasKept = useRef(false)
  useEffect(() => {
    if (offered) return
    if (!isDirty) {
      // what another tab has kept of the same sequence is its own
      if (hasKept.current) forgetDraft(id)
      hasKept.current = false
      return
    }
    const keep = () => {
      hasKept.current = true
      keepDraft(id, draft, version, now.current)
    }
    const timer = window.setTimeout(keep, pause)
    window.addEventListener('pagehide', keep)
    return () => {
      window.clearTimeout(timer)
      window.removeEventListener('pagehide', keep)
    }
  }, [id, draft, version, isDirty, offered])
  const decide = () => {
    forgetDraft(id)
    setOffered(null)
  }
  return { offered, decide }
}
