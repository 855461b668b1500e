import { Button, Modal } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type client } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { gallery as words } from '../../words/gallery.ts'
import { shell } from '../../words/shell.ts'
import './gallery.css'

type Piece = Awaited<ReturnType<typeof client.sequences.gallery>>[number]
type Step = Piece['steps'][number]

function Body({ subject, text }: { subject: string; text: string }) {
  return (
    <>
      {subject !== '' && <p className="seq-gal-subject">{subject}</p>}
      <p className="seq-gal-text">{text}</p>
    </>
  )
}

function StepOf({ step, number }: { step: Step; number: number }) {
  const isAnswer = step.kind === 'email' && step.thread === 'reply'
  return (
    <li>
      <p className="seq-gal-when">
        {words.step(step.kind, number)}
        <span>
          {number === 1 ? words.first : words.after(step.days)}
          {isAnswer && words.same}
        </span>
      </p>
      <Body subject={step.subject} text={step.text} />
      {step.variants.map((each) => (
        <div key={each.key} className="seq-gal-variant">
          <p className="seq-gal-when">
            <span>{words.variant(each.key)}</span>
          </p>
          <Body subject={each.subject} text={each.text} />
        </div>
      ))}
    </li>
  )
}

function Choice({ pieces, onDone }: { pieces: Piece[]; onDone: () => void }) {
  const navigate = useNavigate()
  const [key, setKey] = useState(pieces[0]?.key)
  const piece = pieces.find((each) => each.key === key) ?? pieces[0]
  const add = useMutation(
    api.sequences.import.mutationOptions({
      onSuccess: ({ public_id }) => {
        onDone()
        void navigate({ to: '/sequences/$id', params: { id: public_id } })
      },
    }),
  )
  if (!piece) return null
  return (
    <>
      <div className="seq-gal">
        <div className="seq-gal-list" role="radiogroup" aria-label={words.list}>
          {pieces.map((each, i) => (
            <label key={each.key} className="seq-gal-pick">
              <input
                type="radio"
                name="gallery"
                checked={each.key === piece.key}
                onChange={() => setKey(each.key)}
                data-autofocus={i === 0 || undefined}
              />
              <b>{each.name}</b>
              <span>{words.figures(each.emails, each.tasks, each.days)}</span>
            </label>
          ))}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
        <section className="seq-gal-shown" key={piece.key} aria-label={piece.name} tabIndex={0}>
          <p className="dim">{piece.about}</p>
          <ol>
            {piece.steps.map((step, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps never move here
              <StepOf key={i} step={step} number={i + 1} />
            ))}
          </ol>
        </section>
      </div>
      {add.error && <Notice tone="bad">{wordsOf(add.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button loading={add.isPending} onClick={() => add.mutate({ text: piece.text })}>
          {words.add}
        </Button>
      </DialogFoot>
    </>
  )
}

function Whole({ onDone }: { onDone: () => void }) {
  const found = useQuery(api.sequences.gallery.queryOptions())
  if (found.error) return <Failed what={words.what} error={found.error} onAgain={() => found.refetch()} />
  return found.data ? <Choice pieces={found.data} onDone={onDone} /> : <RowsOnTheWay rows={5} />
}

/** Opens the gallery: what there is on the left, the whole of one on the right. */
export function FromGallery() {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.title} size={900}>
        {isOpen && (
          <div className="seq-gal-whole">
            <p className="dim">{words.lead}</p>
            <Whole onDone={close} />
          </div>
        )}
      </Modal>
    </>
  )
}
