import { useBlocker, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { say } from '../../parts/say.tsx'
import { sequences as words } from '../../words/sequences.ts'
import { type Draft, draftOf, type Edit, edited, emptyDraft, isSame, stepsOf, withFrom } from './draft.ts'
import type { Consequence, WholeSequence } from './types.ts'

/** What came of trying to save, where it wasn't saved. */
export type Trouble = { kind: 'stale'; theirs: WholeSequence } | { kind: 'failed'; error: unknown }

/** Asks before what is written is lost. Within the sequence's own tabs nothing is lost. */
function useGuard(isDirty: () => boolean) {
  const ask = useAsk()
  useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (!isDirty() || current.pathname === next.pathname) return false
      return !(await ask({ ...words.save.leave, danger: true }))
    },
    enableBeforeUnload: isDirty,
  })
}

const isStale = (error: unknown): boolean => (error as { code?: unknown })?.code === 'stale_version'

/** Saves a draft: a new sequence at once, one in use after saying what that changes. */
function useSaving(saved: WholeSequence | null) {
  const ask = useAsk()
  const agreed = async (consequences: Consequence['words']) =>
    ask({ title: words.save.ask, body: consequences.map((each) => <p key={each}>{each}</p>), verb: words.save.verb })
  return async (draft: Draft, version: number | undefined): Promise<WholeSequence | null> => {
    const name = draft.name.trim()
    if (!saved) {
      const steps = stepsOf(draft).map(({ attachments, ...step }) => ({
        ...step,
        attachments: attachments.filter((file): file is { name: string; content: string } => 'content' in file),
      }))
      const made = await client.sequences.create({ name, steps })
      return client.sequences.get({ public_id: made.public_id })
    }
    // Over somebody else's version steps are taken by their place: the numbers they had are of another one.
    const steps = version === undefined ? withFrom(draft) : stepsOf(draft)
    const input = { public_id: saved.public_id, version: version ?? saved.version, name, steps }
    const tried = await client.sequences.update({ ...input, dry_run: true })
    const { words: said, steps: each } = tried.consequence
    const changes = each.some(({ new_text, new_time, missing }) => new_text + new_time + missing.length > 0)
    if ((changes || said.length > 1) && !(await agreed(said))) return null
    return client.sequences.update(input)
  }
}

/** Somebody else's save is taken over as long as nothing is written here; which steps are in use, always. */
function useFollow(
  saved: WholeSequence | null,
  base: WholeSequence | null,
  clean: { readonly current: boolean },
  dispatch: (edit: Edit) => void,
  restart: (from: WholeSequence) => void,
) {
  useEffect(() => {
    if (!saved || !base || saved.version < base.version) return
    if (saved.version === base.version) dispatch({ do: 'use', of: saved })
    else if (clean.current) restart(saved)
  }, [saved, base, clean, dispatch, restart])
}

/** The draft of one sequence (null: a new one), with everything that can be done to it. */
export function useDraft(saved: WholeSequence | null) {
  const [draft, dispatch] = useReducer(edited, saved, (first) => (first ? draftOf(first) : emptyDraft()))
  const [base, setBase] = useState({ saved, draft })
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [busy, setBusy] = useState(false)
  const clean = useRef(true)
  clean.current = isSame(draft, base.draft)
  const send = useSaving(base.saved)
  const navigate = useNavigate()
  useGuard(() => !clean.current)
  const restart = useCallback((from: WholeSequence) => {
    const fresh = draftOf(from)
    dispatch({ do: 'all', draft: fresh })
    setBase({ saved: from, draft: fresh })
    setTrouble(null)
  }, [])
  useFollow(saved, base.saved, clean, dispatch, restart)
  const save = async (version?: number) => {
    if (!draft.name.trim()) {
      document.querySelector<HTMLInputElement>('.seq-title')?.focus()
      return setTrouble({ kind: 'failed', error: words.save.nameless })
    }
    setBusy(true)
    setTrouble(null)
    try {
      const kept = await send(draft, version)
      if (!kept) return
      clean.current = true
      restart(kept)
      say({ title: words.save.saved(kept.name) })
      if (!base.saved) await navigate({ to: '/sequences/$id', params: { id: kept.public_id }, replace: true })
    } catch (error) {
      if (isStale(error) && base.saved)
        setTrouble({ kind: 'stale', theirs: await client.sequences.get({ public_id: base.saved.public_id }) })
      else setTrouble({ kind: 'failed', error })
    } finally {
      setBusy(false)
    }
  }
  return {
    draft,
    dispatch,
    isDirty: !clean.current,
    busy,
    trouble,
    save,
    restart,
    putBack: () => dispatch({ do: 'all', draft: base.draft }),
  }
}

export type Drafting = ReturnType<typeof useDraft>
