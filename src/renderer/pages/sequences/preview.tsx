import { ActionIcon, SegmentedControl, Select } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api } from '../../api/client.ts'
import { LetterFrame } from '../../parts/letter/frame.tsx'
import { Headers } from '../../parts/letter/letter.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { saidOfLiquid } from '../../words/format.ts'
import { writing } from '../../words/sequence-writing.ts'
import { sequences as words } from '../../words/sequences.ts'
import type { ShownPictures } from './pictures.ts'
import { TestButton, type Tested, TestOutcome, useTestSend } from './test-send.tsx'
import { useRendered } from './use-writing.ts'
import './preview.css'

type Rendered = NonNullable<ReturnType<typeof useRendered>['data']>

interface PreviewProps {
  steps: Parameters<typeof useRendered>[0]
  step: number
  pictures: ShownPictures
  /** The same with all that hangs on it, for a test. */
  tested: () => Tested
  sequence: string | undefined
  /** What a person is to do at a step of which nothing is sent; null: it is an email. */
  task: string | null
}

/** One step as it will be: the email as a contact would get it, or the task as a person finds it. */
export function Preview({ task, ...email }: PreviewProps) {
  const [contact, setContact] = useState<string>()
  if (task === null) return <EmailPreview {...email} contact={contact} onContact={setContact} />
  const { kinds } = writing
  return (
    <section className="seq-preview" aria-label={words.preview.label}>
      <div className="seq-letter-head">
        <h2>{kinds.preview}</h2>
        <p className="fine dim">{kinds.previewMore}</p>
      </div>
      <p className={task ? 'seq-task-note' : 'dim'}>{task || kinds.previewEmpty}</p>
    </section>
  )
}

interface EmailProps extends Omit<PreviewProps, 'task'> {
  contact: string | undefined
  onContact: (contact: string) => void
}

function EmailPreview({ steps, step, pictures, tested, sequence, contact, onContact }: EmailProps) {
  const rendered = useRendered(steps, step, contact)
  const whom = chosenOr(contact, rendered.data)
  const shown = usePicturesOf(pictures, rendered.isPlaceholderData)
  const testing = useTestSend({ steps: tested, step, sequence, contact: whom })
  const { preview } = words
  return (
    <section className="seq-preview" aria-label={preview.label}>
      <div className="row seq-preview-top">
        <Whom chosen={contact} shown={rendered.data?.contact} onChoose={onContact} />
        <TestButton testing={testing} />
      </div>
      <TestOutcome testing={testing} />
      {rendered.error ? (
        <Failed what={preview.what} error={rendered.error} onAgain={rendered.refetch} />
      ) : (
        rendered.data && <Shown email={rendered.data} pictures={shown} />
      )}
    </section>
  )
}

/** The email before is shown until the next one is there, and with its own pictures. */
function usePicturesOf(pictures: ShownPictures, isBefore: boolean): ShownPictures {
  const last = useRef(pictures)
  if (!isBefore) last.current = pictures
  return last.current
}

const chosenOr = (chosen: string | undefined, shown: Rendered | undefined): string | undefined =>
  chosen ?? shown?.contact.public_id ?? undefined

interface WhomProps {
  chosen: string | undefined
  shown: Rendered['contact'] | undefined
  onChoose: (contact: string) => void
}

/** For whom it is shown: found by name or address, or one after the other. */
function Whom({ chosen, shown, onChoose }: WhomProps) {
  const [search, setSearch] = useState('')
  const typed = search && search !== labelOf(shown) ? search : ''
  const input = { limit: 50, ...(typed ? { search: typed.slice(0, 200) } : {}) }
  const found = useQuery(api.contacts.list.queryOptions({ input, placeholderData: keepPreviousData }))
  const rows = (found.data?.rows ?? []).map((row) => ({
    value: row.public_id,
    label: labelOf({
      address: row.address,
      name: [row.first_name, row.last_name].filter(Boolean).join(' ') || null,
    }),
  }))
  const present = chosen ?? shown?.public_id ?? null
  const known = present === null || rows.some(({ value }) => value === present)
  const data = known ? rows : [{ value: present, label: labelOf(shown) }, ...rows]
  const at = data.findIndex(({ value }) => value === present)
  const by = (n: number) => () => {
    const next = data[at + n]
    if (next) onChoose(next.value)
  }
  const { preview } = words
  if (shown && shown.public_id === null) return <p className="small dim seq-whom">{preview.nobody}</p>
  return (
    <div className="row seq-whom">
      <Select
        className="grow"
        searchable
        aria-label={preview.choose}
        nothingFoundMessage={preview.noContact}
        filter={({ options }) => options}
        data={data}
        value={present}
        onSearchChange={setSearch}
        // What is typed replaces who is shown.
        onClick={({ currentTarget }) => currentTarget.select()}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={(value) => value && onChoose(value)}
      />
      <ActionIcon size={34} className="boxed" aria-label={preview.before} disabled={at < 1} onClick={by(-1)}>
        <IconChevronLeft size={16} stroke={1.7} />
      </ActionIcon>
      <ActionIcon
        size={34}
        className="boxed"
        aria-label={preview.after}
        disabled={at < 0 || at >= data.length - 1}
        onClick={by(1)}
      >
        <IconChevronRight size={16} stroke={1.7} />
      </ActionIcon>
    </div>
  )
}

const labelOf = (contact: { address: string; name: string | null } | undefined): string =>
  contact ? (contact.name ? `${contact.name} · ${contact.address}` : contact.address) : ''

function Shown({ email, pictures }: { email: Rendered; pictures: ShownPictures }) {
  const { preview, problems } = words
  const { problem } = email
  if (problem)
    return (
      <Notice tone="bad">
        {preview.wrong}{' '}
        {problem.line !== null && problem.column !== null && (
          <b>{problems.place(problems.parts[problem.part], problem.line, problem.column)}: </b>
        )}
        {saidOfLiquid(problem.message)}
      </Notice>
    )
  return (
    <>
      <Head email={email} />
      {email.missing.length > 0 && <Notice tone="warn">{preview.missing(email.missing)}</Notice>}
      <Looks email={email} pictures={pictures} />
    </>
  )
}

/** As it stands above an email in a mail program; and on demand, all that its headers say. */
function Head({ email }: { email: Rendered }) {
  const [isWhole, setWhole] = useState(false)
  const { preview } = words
  const unsubscribe = email.headers.find(({ name }) => name === 'List-Unsubscribe')
  const answers = email.headers.some(({ name }) => name === 'In-Reply-To')
  return (
    <div className="seq-letter-head">
      {email.subject ? (
        <h2>
          <Marked text={email.subject} missing={email.missing} />
        </h2>
      ) : (
        <p className="faint">{words.editor.noSubject}</p>
      )}
      <dl className="seq-letter-who">
        <dt>{preview.from}</dt>
        <dd>{labelOf(email.from)}</dd>
        <dt>{preview.to}</dt>
        <dd>{labelOf(email.contact)}</dd>
        {email.reply_to && (
          <>
            <dt>{preview.replyTo}</dt>
            <dd>{email.reply_to}</dd>
          </>
        )}
      </dl>
      <p className="fine dim">
        {answers ? preview.answers : preview.begins}{' '}
        {unsubscribe && preview.unsubscribe(unsubscribe.value.includes('https:'))}{' '}
        <button type="button" className="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? preview.noHeaders : preview.headers}
        </button>
      </p>
      {isWhole && (
        <div className="seq-letter-headers">
          <p className="fine dim">{preview.headersOwn}</p>
          <Headers headers={email.headers} />
        </div>
      )}
    </div>
  )
}

/** The email itself, in the programs that it is read in. */
function Looks({ email, pictures }: { email: Rendered; pictures: ShownPictures }) {
  const [part, setPart] = useState('html')
  const [width, setWidth] = useState('desktop')
  const [scheme, setScheme] = useState<'light' | 'dark'>('light')
  const { preview } = words
  const isHtml = email.html !== null && part === 'html'
  const look = `${width} ${scheme}`
  if (email.html === null && email.text.trim() === '') return <p className="dim">{preview.empty}</p>
  return (
    <>
      <div className="row seq-looks">
        {email.html !== null && <Choice {...preview.part} value={part} onChange={setPart} />}
        <Choice {...preview.width} value={width} onChange={setWidth} />
        <Choice {...preview.scheme} value={scheme} onChange={(to) => setScheme(to as 'light' | 'dark')} />
      </div>
      {isHtml ? (
        <div className={`seq-letter-html ${look}`}>
          <LetterFrame
            html={email.html ?? ''}
            subject={email.subject}
            scheme={scheme}
            pictures={pictures.known}
            coming={pictures.coming}
          />
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard
        <section className={`seq-letter ${look}`} tabIndex={0} aria-label={preview.plainText}>
          <Marked text={email.text} missing={email.missing} />
        </section>
      )}
    </>
  )
}

interface ChoiceProps {
  label: string
  choices: Record<string, string>
  value: string
  onChange: (value: string) => void
}

const Choice = ({ label, choices, value, onChange }: ChoiceProps) => (
  <SegmentedControl
    size="xs"
    aria-label={label}
    data={Object.entries(choices).map(([each, said]) => ({ value: each, label: said }))}
    value={value}
    onChange={onChange}
  />
)

/** Text in which what the contact lacks is marked. */
function Marked({ text, missing }: { text: string; missing: readonly string[] }) {
  if (missing.length === 0) return <>{text}</>
  let at = 0
  return (
    <>
      {text.split(/(⟦[^⟧]*⟧)/).map((part) => {
        at += part.length
        return part.startsWith('⟦') ? <mark key={at}>{part.slice(1, -1)}</mark> : <span key={at}>{part}</span>
      })}
    </>
  )
}
