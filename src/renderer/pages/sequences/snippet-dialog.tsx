import { Button, Modal, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import type { Client } from '../../../shared/contract/index.ts'
import { api, client } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { plainOf } from '../../parts/rich/forms.ts'
import { LiquidText } from '../../parts/rich/liquid-text.tsx'
import { readRich } from '../../parts/rich/read.ts'
import { say } from '../../parts/say.tsx'
import { writing } from '../../words/sequence-writing.ts'
import { shell } from '../../words/shell.ts'
import './snippets.css'

const RichText = lazy(async () => ({ default: (await import('../../parts/rich/rich.tsx')).RichText }))

const { snippets: words } = writing
export type Snippet = Awaited<ReturnType<Client['snippets']['list']>>[number]

/** Those whose name or text has what is searched for. */
export const snippetsWith = (rows: readonly Snippet[], search: string): Snippet[] => {
  const wanted = search.trim().toLowerCase()
  return rows.filter(({ name, html }) => wanted === '' || `${name} ${plainOf(html)}`.toLowerCase().includes(wanted))
}

/** Removes one; the toast brings it back as it was. */
export async function removeSnippet({ public_id }: Snippet): Promise<void> {
  const { name, html, everybody } = await client.snippets.remove({ public_id })
  const undo = () => client.snippets.create({ name, html, everybody })
  say({ title: words.removed(name), action: { label: shell.undo, run: undo } })
}

/** Closes at once, or, where something is written and not saved, asks in its place; Escape then goes back to it. */
function useClosing(close: () => void) {
  const isDirty = useRef(false)
  const from = useRef<Element | null>(null)
  const [isAsking, setAsking] = useState(false)
  useEffect(() => {
    if (!isAsking && from.current instanceof HTMLElement) from.current.focus()
  }, [isAsking])
  const lose = () => {
    from.current = null
    isDirty.current = false
    setAsking(false)
    close()
  }
  const leave = () => {
    if (!isDirty.current) return lose()
    if (!isAsking) from.current = document.activeElement
    setAsking(!isAsking)
  }
  return { isDirty, isAsking, leave, lose }
}

function Losing({ onKeep, onLose }: { onKeep: () => void; onLose: () => void }) {
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => keep.current?.focus(), [])
  return (
    <>
      <p>{words.lose.body}</p>
      <DialogFoot>
        <Button ref={keep} variant="default" onClick={onKeep}>
          {words.lose.keep}
        </Button>
        <Button variant="default" data-danger onClick={onLose}>
          {words.lose.verb}
        </Button>
      </DialogFoot>
    </>
  )
}

/** All snippets that one may see, found by name or text; one's own are renamed, rewritten and removed here. */
export function SnippetDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [edited, setEdited] = useState<Snippet | null>(null)
  const [was, setWas] = useState(opened)
  if (opened !== was) {
    setWas(opened)
    // not as it closes: the list would take the focus from what had opened it
    if (opened) setEdited(null)
  }
  const { isDirty, isAsking, leave, lose } = useClosing(onClose)
  const title = edited ? words.edit(edited.name) : words.title
  return (
    <Modal opened={opened} onClose={leave} title={isAsking ? words.lose.title : title} size={680}>
      {isAsking && <Losing onKeep={leave} onLose={lose} />}
      {edited ? (
        // what is written stays while it is asked about
        <div hidden={isAsking}>
          <Editing key={edited.public_id} snippet={edited} isDirty={isDirty} onOver={() => setEdited(null)} />
        </div>
      ) : (
        <All onEdit={setEdited} />
      )}
    </Modal>
  )
}

/** The dialog looks for its first field once; what takes the place of another in it has to say so itself. */
function useFirst() {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}

function All({ onEdit }: { onEdit: (snippet: Snippet) => void }) {
  const [search, setSearch] = useState('')
  const known = useQuery(api.snippets.list.queryOptions())
  const first = useFirst()
  // the button that did it goes with its row
  const removing = useMutation({ mutationFn: removeSnippet, onSuccess: () => first.current?.focus() })
  if (known.error) return <Failed what={words.title} error={known.error} onAgain={known.refetch} />
  const rows = known.data ?? []
  const found = snippetsWith(rows, search)
  const kinds = [
    [words.own, found.filter(({ everybody }) => !everybody)],
    [words.shared, found.filter(({ everybody }) => everybody)],
  ] as const
  return (
    <div className="snip-all">
      <TextInput
        ref={first}
        aria-label={words.search}
        placeholder={words.search}
        data-autofocus
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      {removing.error && <Notice tone="bad">{wordsOf(removing.error)}</Notice>}
      <div className="snip-rows">
        {known.data && found.length === 0 && (
          <p className="small dim snip-none">{rows.length === 0 ? words.none : words.noneLike(search.trim())}</p>
        )}
        {kinds.map(
          ([title, some]) =>
            some.length > 0 && (
              <section key={title} aria-label={title}>
                <h3 className="fine faint">{title}</h3>
                <ul>
                  {some.map((row) => (
                    <Row key={row.public_id} row={row} onEdit={onEdit} onRemove={() => removing.mutate(row)} />
                  ))}
                </ul>
              </section>
            ),
        )}
      </div>
      <p className="fine dim">{words.copies}</p>
    </div>
  )
}

interface RowProps {
  row: Snippet
  onEdit: (snippet: Snippet) => void
  onRemove: () => void
}

function Row({ row, onEdit, onRemove }: RowProps) {
  return (
    <li className="snip-row">
      <span className="snip-name">
        <b className="clip">{row.name}</b>
        <span className="clip small dim">
          <LiquidText text={plainOf(row.html).replace(/\s+/g, ' ')} />
        </span>
      </span>
      {row.may_change ? (
        <>
          <Button size="xs" variant="default" aria-label={words.edit(row.name)} onClick={() => onEdit(row)}>
            {words.editOne}
          </Button>
          <Button size="xs" variant="subtle" aria-label={words.remove(row.name)} onClick={onRemove}>
            {words.removeOne}
          </Button>
        </>
      ) : (
        <span className="fine faint">{words.adminsOnly}</span>
      )}
    </li>
  )
}

/** What rich text can't hold is edited as source. */
function SnippetText({ html, onChange }: { html: string; onChange: (html: string) => void }) {
  const [isRich] = useState(() => readRich(html) !== null)
  if (!isRich)
    return (
      <Textarea
        className="snip-source"
        label={words.source}
        rows={9}
        spellCheck={false}
        value={html}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    )
  return (
    <div>
      <p className="cz-label">{words.text}</p>
      <Suspense fallback={<div className="snip-wait" />}>
        <RichText
          label={words.text}
          html={html}
          hasError={false}
          unknown={[]}
          problems={[]}
          onChange={onChange}
          onLeave={() => {}}
          onReady={() => {}}
        />
      </Suspense>
    </div>
  )
}

/** One snippet with another name or text. */
function Editing({
  snippet,
  isDirty,
  onOver,
}: {
  snippet: Snippet
  /** Told whether anything is written that is not saved. */
  isDirty: RefObject<boolean>
  onOver: () => void
}) {
  const [name, setName] = useState(snippet.name)
  const [html, setHtml] = useState(snippet.html)
  const saving = useMutation({
    mutationFn: () =>
      client.snippets.update({ public_id: snippet.public_id, version: snippet.version, name: name.trim(), html }),
    onSuccess: (saved) => {
      say({ title: words.changed(saved.name) })
      onOver()
    },
  })
  const first = useFirst()
  const isSame = name.trim() === snippet.name && html === snippet.html
  useEffect(() => {
    isDirty.current = !isSame
    return () => {
      isDirty.current = false
    }
  }, [isDirty, isSame])
  return (
    <DialogForm
      verb={words.saveOne}
      doing={saving}
      isOff={name.trim() === '' || html.trim() === '' || isSame}
      onSubmit={() => saving.mutate()}
      onCancel={onOver}
    >
      <TextInput
        ref={first}
        label={words.name}
        maxLength={80}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <SnippetText html={html} onChange={setHtml} />
      <p className="fine dim">{snippet.everybody ? words.everybodyMore : words.copies}</p>
    </DialogForm>
  )
}
