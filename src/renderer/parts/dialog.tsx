import { Button, Modal } from '@mantine/core'
import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react'
import { shell } from '../words/shell.ts'
import { Notice, wordsOf } from './notice.tsx'
import { sayRefused } from './say.tsx'
import './dialog.css'

export interface Question {
  title: string
  /** What will happen: who, what, when. */
  body?: ReactNode
  /** The verb on the button, kept all the way: "Cancel 38 emails". */
  verb: string
  /** What the way back is called, where "Cancel" could be taken for the deed: "Keep". */
  keep?: string
  danger?: boolean
  /** Done before the dialog closes; what it throws is shown in the dialog, which stays. */
  run?: () => Promise<unknown>
}

type Ask = (question: Question) => Promise<boolean>
const Asking = createContext<Ask>(async () => false)

/** `const ask = useAsk()` … `if (await ask({title, body, verb}))`: says what will happen before it does. */
export const useAsk = (): Ask => use(Asking)

/** What the focus comes back to: where it is now. */
const opener = (): HTMLElement | null => (document.activeElement instanceof HTMLElement ? document.activeElement : null)

interface Asked {
  id: number
  question: Question
  answer: (yes: boolean) => void
}

/**
 * Who is asked at present, and how it ends. A deed may outlast its dialog: each question has an answer of its own, so
 * that it never answers the next one.
 */
function useQuestions() {
  const [asked, setAsked] = useState<Asked | null>(null)
  const [open, setOpen] = useState(false)
  const shown = useRef<Asked | null>(null)
  const doing = useRef(new WeakSet<Asked>())
  const count = useRef(0)
  // the library looks too late: what was looked up before the question was asked lets the dialog take the focus first
  const from = useRef<HTMLElement | null>(null)
  const close = useCallback(() => {
    const one = shown.current
    if (!one) return
    shown.current = null
    setOpen(false)
    if (from.current?.isConnected) from.current.focus({ preventScroll: true })
    if (!doing.current.has(one)) one.answer(false)
  }, [])
  const ask = useCallback<Ask>((question) => {
    if (shown.current && !doing.current.has(shown.current)) shown.current.answer(false)
    from.current = opener()
    return new Promise((answer) => {
      shown.current = { id: count.current++, question, answer }
      setAsked(shown.current)
      setOpen(true)
    })
  }, [])
  /** @throws what the deed throws, while its dialog can show it; else that is told where one is now */
  const act = async (one: Asked) => {
    doing.current.add(one)
    try {
      await one.question.run?.()
    } catch (thrown) {
      doing.current.delete(one)
      if (shown.current === one) throw thrown
      sayRefused(one.question.verb, thrown)
      return one.answer(false)
    }
    if (shown.current === one) close()
    one.answer(true)
  }
  return { asked, open, ask, close, act }
}

/** Holds the one dialog that questions are asked in. */
export function Questions({ children }: { children: ReactNode }) {
  const { asked, open, ask, close, act } = useQuestions()
  // what is asked belongs to the page it was asked on
  useEffect(() => {
    window.addEventListener('popstate', close)
    return () => window.removeEventListener('popstate', close)
  }, [close])
  return (
    <Asking value={ask}>
      {children}
      {/* above whatever dialog it was asked from, though it was there first */}
      <Modal opened={open} onClose={close} title={asked?.question.title} size={480} zIndex={250}>
        {asked && <Answer key={asked.id} question={asked.question} onYes={() => act(asked)} onNo={close} />}
      </Modal>
    </Asking>
  )
}

function Answer({ question, onYes, onNo }: { question: Question; onYes: () => Promise<void>; onNo: () => void }) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const yes = async () => {
    setBusy(true)
    setError(null)
    try {
      await onYes()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {question.body && <div className="ask-body">{question.body}</div>}
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" disabled={busy} onClick={onNo} data-autofocus={question.danger || undefined}>
          {question.keep ?? shell.cancel}
        </Button>
        <Button
          variant={question.danger ? 'default' : 'filled'}
          data-danger={question.danger || undefined}
          loading={busy}
          onClick={() => void yes()}
          data-autofocus={question.danger ? undefined : true}
        >
          {question.verb}
        </Button>
      </DialogFoot>
    </>
  )
}

/** The buttons at a dialog's foot, right-aligned. */
export const DialogFoot = ({ children }: { children: ReactNode }) => <div className="ask-foot">{children}</div>
