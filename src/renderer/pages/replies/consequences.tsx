import { Button, Modal } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useState } from 'react'
import { type IncomingWhy, nameOf, useUndo } from '../../api/incoming.ts'
import { Followed } from '../../parts/incoming/followed.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { moment } from '../../words/format.ts'
import { replies } from '../../words/replies.ts'
import { Correct, isCorrectable } from './correct.tsx'

/** What followed, and the one press that undoes it, with what it would do said beside it. */
export function Consequences({ message, zone, now }: { message: IncomingWhy; zone: string; now: number | null }) {
  const { consequence, state, can_undo, undone_by, undone_at, kind } = message
  const { undo, busy, error } = useUndo()
  const [isOpen, setOpen] = useState(false)
  useHotkeys([['u', () => void (can_undo && !busy && undo(message))]])
  return (
    <section>
      <h3>{replies.panel.followed}</h3>
      <Followed of={consequence} undone={state === 'undone'} />
      {undone_at && <p className="small dim rp-undone">{replies.undo.by(undone_by, moment(undone_at, zone, now))}</p>}
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      {can_undo && (
        <div className="rp-undo">
          <Button
            size="xs"
            variant="default"
            loading={busy}
            aria-describedby="rp-effect"
            onClick={() => void undo(message)}
          >
            {replies.undo.verb}
          </Button>
          <p id="rp-effect" className="fine faint">
            {replies.undo.effect[kind]}
          </p>
        </div>
      )}
      {isCorrectable(message) && (
        <button type="button" className="link small rp-correct" onClick={() => setOpen(true)}>
          {replies.correct.open}
        </button>
      )}
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={replies.correct.title(nameOf(message))} size={480}>
        <Correct {...{ message, zone, now }} onDone={() => setOpen(false)} />
      </Modal>
    </section>
  )
}
