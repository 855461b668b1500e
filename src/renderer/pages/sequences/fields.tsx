import { SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { type FocusEvent, lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import { htmlOf, plainOf } from '../../parts/rich/forms.ts'
import { readRich } from '../../parts/rich/read.ts'
import type { RichHand } from '../../parts/rich/rich.tsx'
import { sequences as words } from '../../words/sequences.ts'
import { type Field, goTo, insert } from './caret.ts'
import type { Draft, DraftStep, DraftText } from './draft.ts'
import { Files } from './files.tsx'
import { type NewPicture, newPicture } from './pictures.ts'
import { Problems } from './problems.tsx'
import { Snippets } from './snippets.tsx'
import type { Problem } from './types.ts'
import type { Asked } from './use-asked.ts'
import { isLeaving } from './use-left.ts'
import { Variables } from './variables.tsx'

interface FieldsProps {
  draft: Draft
  step: DraftStep
  /** Of it, the way to write it that is open. */
  text: DraftText
  number: number
  change: (some: Partial<DraftText>) => void
  /** Variables that no contact has. */
  unknown: readonly string[]
  /** Addresses of its pictures by content id. */
  pictures: Readonly<Record<string, string>>
  onLeave: (part: string) => void
  problems: Problem[]
  /** Gives the place that it is opened for, once. */
  take: () => Asked | null
}

/** Its code comes when it is needed: most screens edit nothing. */
const RichText = lazy(async () => ({ default: (await import('../../parts/rich/rich.tsx')).RichText }))

type Part = 'subject' | 'html' | 'text'

/** What makes one email: subject, text, files; what is wrong with it stands below, and leads to its place. */
export function Fields(props: FieldsProps) {
  const { draft, step, text, number, change, unknown, pictures, onLeave, problems, take } = props
  const rich = useRef<RichHand | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const fields: Record<Part, RefObject<Field | null>> = {
    subject: useRef<Field>(null),
    html: useRef<Field>(null),
    text: useRef<Field>(null),
  }
  const last = useRef<Part>('text')
  const note = (part: Part) => ({
    onFocus: () => {
      last.current = part
    },
    onBlur: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => isLeaving(event) && onLeave(part),
  })
  const target = () => fields[last.current].current ?? fields[text.isHtml ? 'html' : 'text'].current
  const isRich = text.isHtml && text.isRich
  const put = (piece: { text: string } | { html: string }) => {
    if (isRich && last.current !== 'subject') return rich.current?.insert(piece)
    const field = target()
    if (field) insert(field, 'text' in piece ? piece.text : piece.html)
  }
  const go = ({ part, line, column }: Pick<Problem, 'part' | 'line' | 'column'>) => {
    if (part === 'attachments') return box.current?.querySelector<HTMLElement>('.seq-attach')?.focus()
    if (part === 'html' && isRich) return rich.current?.goTo(line ?? 1, column ?? 1)
    const field = fields[part as Part]?.current ?? fields.subject.current
    if (field) goTo(field, line ?? 1, column ?? 1)
  }
  const goAsked = () => {
    const asked = take()
    if (asked) go(asked)
  }
  // its code may still be on its way: then it is gone to once that is there
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(() => {
    if (!isRich) goAsked()
  }, [])
  const has = (part: Part) => problems.some((problem) => problem.part === part && problem.severity === 'error')
  const { editor } = words
  const answers = number > 1 && step.thread === 'reply'
  return (
    <div className="seq-fields" ref={box}>
      {step.used && (
        <p className="fine dim seq-used">
          <IconLock size={14} stroke={1.75} aria-hidden /> {editor.used(step.planned)}
        </p>
      )}
      <TextInput
        ref={fields.subject as RefObject<HTMLInputElement | null>}
        label={editor.subject}
        description={answers ? editor.answer : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={answers ? editor.subjectAnswer(draft.steps[0]?.subject ?? '') : undefined}
        maxLength={1200}
        error={has('subject')}
        value={text.subject}
        {...note('subject')}
        onChange={({ currentTarget }) => change({ subject: currentTarget.value })}
      />
      <Body
        {...{ text, change, fields, note, has, unknown, problems, pictures, rich, onLeave }}
        onRich={() => (last.current = 'html')}
        onReady={goAsked}
      />
      <div className="row seq-tools">
        <Variables onPick={(text) => put({ text })} />
        {text.isHtml && <Snippets html={text.html} onPick={(html) => put({ html })} />}
        <Files files={text.files} onChange={(files) => change({ files })} />
      </div>
      <Problems number={number} problems={problems} onGo={go} />
    </div>
  )
}

interface BodyProps {
  text: DraftText
  change: (some: Partial<DraftText>) => void
  fields: Record<Part, RefObject<Field | null>>
  note: (part: Part) => {
    onFocus: () => void
    onBlur: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => void
  }
  has: (part: Part) => boolean
  unknown: readonly string[]
  problems: readonly Problem[]
  pictures: Readonly<Record<string, string>>
  rich: RefObject<RichHand | null>
  onRich: () => void
  /** Rich text can be gone to. */
  onReady: () => void
  onLeave: (part: string) => void
}

/** The same words in another form: what rich text can't hold stays source. */
const inForm = (form: string, { html, text }: DraftText): Partial<DraftText> => {
  if (form === 'text') return { isHtml: false, ...(text.trim() ? {} : { text: plainOf(html) }) }
  const written = html || (text.trim() ? htmlOf(text) : '')
  return { isHtml: true, isRich: form === 'rich' && readRich(written) !== null, html: written }
}

/** Pictures put into the text: first each becomes a file of the email, then it stands where the caret is. */
function useNewPictures(text: DraftText, change: BodyProps['change'], rich: BodyProps['rich']) {
  const [waiting, setWaiting] = useState<NewPicture[]>([])
  const [refused, setRefused] = useState<string | null>(null)
  useEffect(() => {
    if (waiting.length === 0 || !waiting.every(({ file }) => text.files.some(({ cid }) => cid === file.cid))) return
    setWaiting([])
    rich.current?.insertPictures(waiting.map(({ attributes }) => attributes))
  }, [waiting, text.files, rich])
  const take = async (pictures: File[]) => {
    setRefused(null)
    const made: NewPicture[] = []
    for (const picture of pictures) {
      const one = await newPicture(picture, [...text.files, ...made.map(({ file }) => file)])
      if (typeof one === 'string') setRefused(one)
      else made.push(one)
    }
    if (made.length === 0) return
    change({ files: [...text.files, ...made.map(({ file }) => file)] })
    setWaiting(made)
  }
  return { take, refused }
}

function Body(props: BodyProps) {
  const { text, change, unknown, problems, pictures, rich, onLeave, has, onRich, onReady, ...rest } = props
  const { editor } = words
  const form = !text.isHtml ? 'text' : text.isRich ? 'rich' : 'html'
  const { take, refused } = useNewPictures(text, change, rich)
  const isBeyond = form === 'html' && readRich(text.html) === null
  return (
    <div className="seq-body">
      <SegmentedControl
        className="seq-html"
        aria-label={editor.format}
        data={[
          { value: 'text', label: editor.plain },
          { value: 'rich', label: editor.rich },
          { value: 'html', label: editor.html },
        ]}
        value={form}
        onChange={(value) => change(inForm(value, text))}
      />
      {form === 'rich' ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: only notes where the caret was
        <div className="seq-area" onFocus={onRich}>
          <p className="cz-label">{editor.body}</p>
          <Suspense fallback={<div className="seq-rich-wait" />}>
            <RichText
              html={text.html}
              hasError={has('html')}
              unknown={unknown}
              problems={problems.filter(({ part }) => part === 'html')}
              pictures={pictures}
              onPictures={(files) => void take(files)}
              onChange={(html) => change({ html })}
              onLeave={() => onLeave('html')}
              onReady={(hand) => {
                rich.current = hand
                if (hand) onReady()
              }}
            />
          </Suspense>
          {refused && (
            <p className="small seq-refused" role="alert">
              {refused}
            </p>
          )}
        </div>
      ) : (
        <Area
          part={text.isHtml ? 'html' : 'text'}
          label={editor.body}
          isCode={text.isHtml}
          placeholder={text.isHtml ? undefined : editor.bodyHint}
          value={text.isHtml ? text.html : text.text}
          onChange={(value) => change(text.isHtml ? { html: value } : { text: value })}
          {...{ ...rest, has }}
        />
      )}
      {isBeyond && <p className="fine dim seq-own">{editor.beyond}</p>}
      {text.isHtml && (
        <p className="fine dim seq-own">
          {!text.ownText && `${editor.htmlTextMade} `}
          <button type="button" className="link" onClick={() => change({ ownText: !text.ownText })}>
            {text.ownText ? editor.madeText : editor.ownText}
          </button>
        </p>
      )}
      {text.isHtml && text.ownText && (
        <Area
          part="text"
          label={editor.htmlText}
          value={text.text}
          onChange={(own) => change({ text: own })}
          {...{ ...rest, has }}
        />
      )}
    </div>
  )
}

interface AreaProps extends Pick<BodyProps, 'fields' | 'note' | 'has'> {
  part: 'html' | 'text'
  label: string
  isCode?: boolean
  placeholder?: string | undefined
  value: string
  onChange: (value: string) => void
}

const Area = ({ part, label, isCode, placeholder, value, onChange, fields, note, has }: AreaProps) => (
  <Textarea
    ref={fields[part] as RefObject<HTMLTextAreaElement | null>}
    className={`seq-area ${isCode ? 'code' : ''}`}
    label={label}
    placeholder={placeholder}
    maxLength={500_000}
    error={has(part)}
    spellCheck={!isCode}
    value={value}
    {...note(part)}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
)
