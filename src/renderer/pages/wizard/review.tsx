import { ActionIcon, Button, Modal, SegmentedControl, Select } from '@mantine/core'
import { IconCheck, IconChevronLeft, IconChevronRight, IconPencil } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { askAnew } from '../../api/endless.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { LetterFrame } from '../../parts/letter/frame.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { draftOf, exactOf } from '../../parts/own-text/draft.ts'
import { OwnTextFields } from '../../parts/own-text/fields.tsx'
import { review as words } from '../../words/review.ts'
import type { whoOf } from './draft.ts'
import './review.css'

type Whom = ReturnType<typeof whoOf>
type Page = Awaited<ReturnType<typeof client.schedule.review>>
type Row = Page['rows'][number]
type Only = 'all' | 'open' | 'changed'

/** What each contact would get, one after the other, before anybody is engaged. */
export function ReviewDialog({ whom, opened, onClose }: { whom: Whom; opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} size={860}>
      <Reviewing whom={whom} />
    </Modal>
  )
}

/** One contact at a time; those before are remembered, so that one can go back. */
function useContacts(whom: Whom, step: number, only: Only) {
  const [after, setAfter] = useState<number>()
  const [passed, setPassed] = useState<(number | undefined)[]>([])
  const input = { ...whom, step, only, limit: 1, ...(after === undefined ? {} : { after }) }
  const page = useQuery({ ...api.schedule.review.queryOptions({ input }), placeholderData: keepPreviousData })
  const next = page.data?.next ?? null
  const begin = () => {
    setAfter(undefined)
    setPassed([])
  }
  return {
    page,
    begin,
    hasNext: next !== null,
    hasBefore: passed.length > 0,
    goOn() {
      if (next === null || page.isPlaceholderData) return
      setPassed([...passed, after])
      setAfter(next)
    },
    goBack() {
      if (passed.length === 0) return
      setAfter(passed.at(-1))
      setPassed(passed.slice(0, -1))
    },
  }
}

function useReview(whom: Whom) {
  const [step, setStep] = useState(1)
  const [only, setOnly] = useState<Only>('all')
  const [editing, setEditing] = useState(false)
  const contacts = useContacts(whom, step, only)
  const cache = useQueryClient()
  // whoever had no email before, and has one now, is written to: the plan behind the dialog is another one
  const onSettled = (_: unknown, __: unknown, { trouble }: Row) =>
    trouble === null
      ? cache.invalidateQueries({ queryKey: api.schedule.review.key() })
      : askAnew(({ queryKey }) => String(queryKey[0]).startsWith('schedule'))
  const { sequence } = whom
  const keep = useMutation({
    mutationFn: ({ of, text }: { of: Row; text?: ReturnType<typeof exactOf> }) => {
      const { contact_id: contact, account, base } = of
      return client.schedule.keep_reviewed({ sequence, contact, account, base, step, ...text })
    },
    onSuccess: (_, { text }) => {
      setEditing(false)
      // what was kept leaves the other lists by itself; of all, one goes on
      if (only === 'all' && text === undefined) contacts.goOn()
    },
    onSettled: (done, error, { of }) => onSettled(done, error, of),
  })
  const forget = useMutation({
    mutationFn: (of: Row) => client.schedule.drop_reviewed({ sequence, contact: of.contact_id, step }),
    onSettled,
  })
  const leave = (change: () => void) => {
    keep.reset()
    setEditing(false)
    change()
  }
  const anew = (change: () => void) =>
    leave(() => {
      change()
      contacts.begin()
    })
  const data = contacts.page.data
  const row = data?.rows[0]
  const drawn = data?.steps[step - 1]?.drawn ?? false
  const mayEdit = row !== undefined && !drawn && !contacts.page.isPlaceholderData && !keep.isPending
  return {
    ...{ step, only, editing, contacts, keep, forget, row, drawn, leave },
    may: mayEdit && row.trouble === null,
    mayEdit,
    edit: () => setEditing(true),
    setStep: (to: number) => anew(() => setStep(to)),
    setOnly: (to: Only) => anew(() => setOnly(to)),
  }
}
type Review = ReturnType<typeof useReview>

const ownKeys = 'input, textarea, select, [contenteditable], [role=radiogroup]'

/** Arrows go from contact to contact, Enter approves, E edits; a field keeps its keys, and so does a button. */
function onKey(event: KeyboardEvent, { contacts, row, may, mayEdit, editing, keep, leave, edit }: Review) {
  const { target, key } = event
  if (editing || !(target instanceof HTMLElement) || target.closest(ownKeys)) return
  if (key === 'ArrowRight') leave(contacts.goOn)
  else if (key === 'ArrowLeft') leave(contacts.goBack)
  else if (key === 'Enter' && target.closest('button, a') === null && may && row) keep.mutate({ of: row })
  else if (key === 'e' && mayEdit) edit()
  else return
  event.preventDefault()
}

function Reviewing({ whom }: { whom: Whom }) {
  const review = useReview(whom)
  const { contacts, row, editing, keep, step } = review
  const { page } = contacts
  if (page.error) return <Failed what={words.failed} error={page.error} onAgain={() => page.refetch()} />
  if (!page.data) return <RowsOnTheWay rows={8} height={32} />
  const opens = page.data.steps.findIndex(({ kind }) => kind === 'email') + 1 === step
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its keys go from contact to contact
    <div className="wiz-review" onKeyDown={(event) => onKey(event, review)}>
      <Bar review={review} data={page.data} />
      {review.drawn && <Notice tone="info">{words.drawn}</Notice>}
      {row === undefined ? (
        <p className="dim wiz-review-none">{words.none[review.only]}</p>
      ) : editing ? (
        <Editing
          key={`${row.contact_id} ${step}`}
          row={row}
          opens={opens}
          onKeep={(text) => keep.mutate({ of: row, text })}
          onCancel={() => review.leave(() => undefined)}
          isPending={keep.isPending}
        />
      ) : (
        <Shown row={row} drawn={review.drawn} />
      )}
      {keep.error !== null && <Notice tone="bad">{wordsOf(keep.error)}</Notice>}
      {row !== undefined && !editing && <Deeds review={review} row={row} />}
    </div>
  )
}

function Bar({ review, data }: { review: Review; data: Page }) {
  const { contacts, leave } = review
  const steps = data.steps.filter(({ kind }) => kind === 'email')
  const turn = (label: string, can: boolean, go: () => void, Icon: typeof IconChevronLeft) => (
    <ActionIcon size={34} className="boxed" aria-label={label} disabled={!can} onClick={() => leave(go)}>
      <Icon size={16} stroke={1.7} />
    </ActionIcon>
  )
  return (
    <div className="row wiz-review-bar">
      {steps.length > 1 && (
        <SegmentedControl
          aria-label={words.steps}
          data={steps.map(({ step }) => ({ value: String(step), label: words.step(step) }))}
          value={String(review.step)}
          onChange={(value) => review.setStep(Number(value))}
        />
      )}
      <Select
        aria-label={words.filter}
        data={(['all', 'open', 'changed'] as const).map((value) => ({ value, label: words.filters[value] }))}
        value={review.only}
        allowDeselect={false}
        w={180}
        onChange={(value) => review.setOnly((value ?? 'all') as Only)}
      />
      <span className="grow small dim wiz-review-count" role="status">
        {words.progress(data.reviewed, data.contacts)}
      </span>
      {turn(words.before, contacts.hasBefore, contacts.goBack, IconChevronLeft)}
      {turn(words.after, contacts.hasNext, contacts.goOn, IconChevronRight)}
    </div>
  )
}

function Deeds({ review, row }: { review: Review; row: Row }) {
  const { may, mayEdit, keep, forget, edit } = review
  return (
    <div className="row wiz-review-foot">
      <span className="grow fine faint">{review.drawn ? words.keysDrawn : words.keys}</span>
      {row.draft !== null && (
        <Button variant="subtle" loading={forget.isPending} onClick={() => forget.mutate(row)}>
          {words.forget}
        </Button>
      )}
      <Button
        variant="default"
        disabled={!mayEdit}
        leftSection={<IconPencil size={15} stroke={1.7} aria-hidden />}
        onClick={edit}
      >
        {words.edit}
      </Button>
      <Button
        data-autofocus
        disabled={!may}
        loading={keep.isPending}
        leftSection={<IconCheck size={15} stroke={2} aria-hidden />}
        onClick={() => keep.mutate({ of: row })}
      >
        {row.draft?.changed ? words.again : words.approve}
      </Button>
    </div>
  )
}

const holds = ({ draft }: Row): boolean => draft?.changed === false

/** What is kept where it still holds, else what the step gives. */
const textOf = (row: Row) => (holds(row) ? row.draft : row.given) ?? { subject: '', html: null, text: null }

function Shown({ row, drawn }: { row: Row; drawn: boolean }) {
  const { html, text } = textOf(row)
  const sender = row.from.name ? `${row.from.name} · ${row.from.address}` : row.from.address
  return (
    <article className="wiz-review-letter">
      <p className="row">
        <b className="grow clip">{row.name ? `${row.name} · ${row.contact}` : row.contact}</b>
        {row.draft && !row.draft.changed && <span className="own-chip">{words.chip(row.draft.how)}</span>}
      </p>
      <p className="fine dim">{words.from(sender)}</p>
      <h2>{row.title || words.noSubject}</h2>
      {row.draft?.changed && <Notice tone="warn">{words.changed}</Notice>}
      {row.trouble !== null && !holds(row) ? (
        <Notice tone="warn">
          {words.trouble(row.trouble)} {!drawn && words.byHand}
        </Notice>
      ) : html !== null ? (
        <LetterFrame html={html} subject={row.title} />
      ) : (
        <p className="wiz-review-text">{text}</p>
      )}
    </article>
  )
}

interface EditingProps {
  row: Row
  opens: boolean
  onKeep: (text: ReturnType<typeof exactOf>) => void
  onCancel: () => void
  isPending: boolean
}

function Editing({ row, opens, onKeep, onCancel, isPending }: EditingProps) {
  const [draft, setDraft] = useState(() => draftOf(textOf(row)))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onKeep(exactOf(draft))
      }}
    >
      <p className="wiz-review-whom">
        <b>{row.name ? `${row.name} · ${row.contact}` : row.contact}</b>
      </p>
      <OwnTextFields
        draft={draft}
        change={(some) => setDraft((now) => ({ ...now, ...some }))}
        title={row.title}
        opens={opens}
      />
      <div className="row wiz-review-foot">
        <span className="grow" />
        <Button variant="default" onClick={onCancel}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
