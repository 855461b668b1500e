import { RouterContextProvider, useNavigate, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { useLeaving } from '../../parts/leaving.ts'
import { say } from '../../parts/say.tsx'
import { sequences as words } from '../../words/sequences.ts'
import { type Draft, draftOf, type Edit, edited, emptyDraft, isSame, newStepsOf, stepsOf, withFrom } from './draft.ts'
import { forgetDraft, type KeptDraft } from './kept.ts'
import { type Fate, OwnTexts } from './own-texts.tsx'
import { Reached } from './reached.tsx'
import type { Consequence, WholeSequence } from './types.ts'
import { useKept } from './use-kept.ts'
import { usePlace } from './use-place.ts'

/** What came of trying to save, where it wasn't saved. */
export type Trouble = { kind: 'stale'; theirs: WholeSequence } | { kind: 'failed'; error: unknown }

const isStale = (error: unknown): boolean => (error as { code?: unknown })?.code === 'stale_version'

/** Saves a draft: a new sequence at once, one in use after saying what that changes. */
function useSaving(saved: WholeSequence | null) {
  const ask = useAsk()
  const router = useRouter()
  const agreed = async (consequence: Consequence) => {
    const body = (
      <RouterContextProvider router={router}>
        {consequence.words.map((each) => (
          <p key={each}>{each}</p>
        ))}
        <Reached consequence={consequence} />
      </RouterContextProvider>
    )
    return ask({ title: words.save.ask, body, verb: words.save.verb })
  }
  /** What becomes of texts of their own that are in the way; null: it is not to be saved. */
  const chosen = async (tried: Record<Fate, Consequence>): Promise<Fate | null> => {
    let fate: Fate = 'keep'
    // questions are asked outside the router, and this one has links
    const body = (
      <RouterContextProvider router={router}>
        <OwnTexts
          tried={tried}
          onChoose={(now) => {
            fate = now
          }}
        />
      </RouterContextProvider>
    )
    return (await ask({ title: words.save.ask, body, verb: words.save.verb })) ? fate : null
  }
  return async (draft: Draft, version: number | undefined): Promise<WholeSequence | null> => {
    const name = draft.name.trim()
    if (!saved) {
      const steps = newStepsOf(draft)
      const made = await client.sequences.create({ name, steps })
      return client.sequences.get({ public_id: made.public_id })
    }
    // Over somebody else's version steps are taken by their place: the numbers they had are of another one.
    const steps = version === undefined ? withFrom(draft) : stepsOf(draft)
    const input = { public_id: saved.public_id, version: version ?? saved.version, name, steps }
    const { consequence: keep } = await client.sequences.update({ ...input, dry_run: true })
    if (keep.own.count > 0) {
      const { consequence: replace } = await client.sequences.update({ ...input, dry_run: true, own_texts: 'replace' })
      const own_texts = await chosen({ keep, replace })
      return own_texts && client.sequences.update({ ...input, own_texts, own_token: keep.own.token })
    }
    const changes = keep.steps.some((of) => of.new_text + of.new_time + of.missing.length + of.empty.length > 0)
    if ((changes || keep.words.length > 1) && !(await agreed(keep))) return null
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

const keysOf = ({ steps }: Draft): ReadonlySet<string> => new Set(steps.map(({ key }) => key))

/** What is on screen, and the saved sequence it began from. */
function useBase(saved: WholeSequence | null) {
  const [draft, dispatch] = useReducer(edited, saved, (first) => (first ? draftOf(first) : emptyDraft()))
  const [base, setBase] = useState({ saved, draft })
  const clean = useRef(true)
  clean.current = isSame(draft, base.draft)
  const restart = useCallback((from: WholeSequence, was?: Draft) => {
    const fresh = draftOf(from, was)
    dispatch({ do: 'all', draft: fresh })
    setBase({ saved: from, draft: fresh })
  }, [])
  useFollow(saved, base.saved, clean, dispatch, restart)
  return { draft, dispatch, base, setBase, clean, restart }
}

/** Saves what is on screen, and says what came of it. */
function useSave({ draft, base, clean, restart }: ReturnType<typeof useBase>, onMade: (id: string) => void) {
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState<ReadonlySet<string>>(new Set<string>())
  const send = useSaving(base.saved)
  const navigate = useNavigate()
  const giveFocusBack = usePlace()
  const made = async (id: string) => {
    onMade(id)
    forgetDraft('new')
    await navigate({ to: '/sequences/$id', params: { id }, replace: true })
  }
  const save = async (version?: number) => {
    setTried(keysOf(draft))
    if (!draft.name.trim()) {
      document.querySelector<HTMLInputElement>('.seq-title')?.focus()
      return setTrouble({ kind: 'failed', error: words.save.nameless })
    }
    setBusy(true)
    setTrouble(null)
    try {
      const whole = await send(draft, version)
      if (!whole) return
      clean.current = true
      restart(whole, draft)
      giveFocusBack()
      say({ title: words.save.saved(whole.name) })
      if (!base.saved) await made(whole.public_id)
    } catch (error) {
      if (isStale(error) && base.saved)
        setTrouble({ kind: 'stale', theirs: await client.sequences.get({ public_id: base.saved.public_id }) })
      else setTrouble({ kind: 'failed', error })
    } finally {
      setBusy(false)
    }
  }
  return { save, busy, trouble, setTrouble, tried, setTried }
}

/**
 * The draft of one sequence, with everything that can be done to it.
 *
 * @param saved the sequence as it is saved; null: a new one
 * @param onMade told the public id of a new one when it was saved for the first time
 */
export function useDraft(saved: WholeSequence | null, onMade: (id: string) => void) {
  const written = useBase(saved)
  const { draft, dispatch, base, setBase, clean, restart } = written
  const { setTrouble, setTried, ...saving } = useSave(written, onMade)
  const id = base.saved?.public_id ?? 'new'
  useLeaving(
    () => !clean.current,
    () => forgetDraft(id),
  )
  const kept = useKept({ id, draft, base: base.draft, version: base.saved?.version ?? 0 })
  /** Over the version it was written over: where that is not the newest, saving says so and asks. */
  const restore = ({ draft: earlier, version }: KeptDraft) => {
    dispatch({ do: 'all', draft: earlier })
    setTried(keysOf(earlier))
    setBase((was) => ({ ...was, saved: was.saved && { ...was.saved, version } }))
    kept.decide()
  }
  return {
    ...saving,
    draft,
    dispatch,
    /** What is saved, as far as this editor knows. */
    whole: base.saved,
    isDirty: !clean.current,
    restart: (from: WholeSequence) => {
      restart(from)
      setTrouble(null)
    },
    putBack: () =>
      saved && saved.version !== base.saved?.version ? restart(saved) : dispatch({ do: 'all', draft: base.draft }),
    offered: kept.offered,
    restore,
    refuse: kept.decide,
  }
}

export type Drafting = ReturnType<typeof useDraft>
