import { Button, Modal } from '@mantine/core'
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react'
import { shell } from '../words/shell.ts'
import { Notice, wordsOf } from './notice.tsx'
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

/** What the focus comes back to: where it is now, or what opened the menu that it is in, since that goes. */
function opener(): HTMLElement | null {
  const at = document.activeElement
  const menu = at?.closest('[role=menu]')
  const found = menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : at
  return found instanceof HTMLElement ? found : null
}

/** Holds the one dialog that questions are asked in. */
export function Questions({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null)
  const [open, setOpen] = useState(false)
  const answer = useRef<(yes: boolean) => void>(() => {})
  // the library looks too late: what was looked up before the question was asked lets the dialog take the focus first
  const from = useRef<HTMLElement | null>(null)
  const ask = useCallback<Ask>((asked) => {
    from.current = opener()
    setQuestion(asked)
    setOpen(true)
    return new Promise((resolve) => {
      answer.current = resolve
    })
  }, [])
  const close = (yes: boolean) => {
    setOpen(false)
    if (from.current?.isConnected) from.current.focus({ preventScroll: true })
    answer.current(yes)
  }
  return (
    <Asking value={ask}>
      {children}
      <Modal opened={open} onClose={() => close(false)} title={question?.title} size={480}>
        {question && <Answer question={question} onAnswer={close} />}
      </Modal>
    </Asking>
  )
}

function Answer({ question, onAnswer }: { question: Question; onAnswer: (yes: boolean) => void }) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const yes = async () => {
    setBusy(true)
    setError(null)
    try {
      await question.run?.()
      onAnswer(true)
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
        <Button variant="default" onClick={() => onAnswer(false)} data-autofocus={question.danger || undefined}>
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
