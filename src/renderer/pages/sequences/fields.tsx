import { SegmentedControl, Textarea } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { lazy, type RefObject, Suspense, useEffect, useState } from 'react'
import { htmlOf, plainOf } from '../../parts/rich/forms.ts'
import { LiquidText } from '../../parts/rich/liquid-text.tsx'
import { readRich } from '../../parts/rich/read.ts'
import { sequences as words } from '../../words/sequences.ts'
import type { Draft, DraftStep, DraftText } from './draft.ts'
import { Files } from './files.tsx'
import { type NewPicture, newPicture } from './pictures.ts'
import { Problems } from './problems.tsx'
import { Snippets } from './snippets.tsx'
import type { Problem } from './types.ts'
import type { Take } from './use-asked.ts'
import { type AreaPart, type Hands, type Part, useHands } from './use-hands.ts'
import { isLeaving } from './use-left.ts'
import { useOffers } from './use-offers.ts'
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
  take: Take
}

/** Their code comes when it is needed: most screens edit nothing. */
const RichText = lazy(async () => ({ default: (await import('../../parts/rich/rich.tsx')).RichText }))
const LiquidLine = lazy(async () => ({ default: (await import('../../parts/rich/line.tsx')).LiquidLine }))

/** More is no subject: mail knows no longer line than 998. */
const longestSubject = 1200

/** What makes one email: subject, text, files; what is wrong with it stands below, and leads to its place. */
export function Fields(props: FieldsProps) {
  const { step, text, number, change, unknown, pictures, onLeave, problems, take } = props
  const hands = useHands(text, take, onLeave)
  const has = (part: Part) => problems.some((problem) => problem.part === part && problem.severity === 'error')
  const { editor } = words
  return (
    <div className="seq-fields" ref={hands.box}>
      {step.used && (
        <p className="fine dim seq-used">
          <IconLock size={14} stroke={1.75} aria-hidden /> {editor.used(step.planned)}
        </p>
      )}
      <Subject {...props} hands={hands} hasError={has('subject')} />
      <Body {...{ text, change, hands, has, unknown, problems, pictures, onLeave }} />
      <div className="row seq-tools">
        <Variables onPick={(text) => hands.put({ text })} />
        {text.isHtml && <Snippets html={text.html} onPick={(html) => hands.put({ html })} />}
        <Files files={text.files} onChange={(files) => change({ files })} />
      </div>
      <Problems number={number} problems={problems} onGo={hands.go} />
    </div>
  )
}

function Subject(props: FieldsProps & { hands: Hands; hasError: boolean }) {
  const { draft, step, number, text, change, unknown, problems, onLeave, hands, hasError } = props
  const { editor } = words
  const answers = number > 1 && step.thread === 'reply'
  return (
    <Suspense fallback={<SubjectOnTheWay subject={text.subject} />}>
      <LiquidLine
        label={editor.subject}
        description={answers ? editor.answer : undefined}
        placeholder={answers ? editor.subjectAnswer(draft.steps[0]?.subject ?? '') : undefined}
        longest={longestSubject}
        hasError={hasError}
        unknown={unknown}
        problems={problems.filter(({ part }) => part === 'subject')}
        value={text.subject}
        onChange={(subject) => change({ subject })}
        onFocus={() => hands.wrote('subject')}
        onLeave={(isEmpty, to) => isLeaving(isEmpty, to) && onLeave('subject')}
        onReady={(hand) => {
          hands.subject.current = hand
          if (hand) hands.goAsked('subject')
        }}
      />
    </Suspense>
  )
}

/** As it will look, in the same place. */
const SubjectOnTheWay = ({ subject }: { subject: string }) => (
  <div>
    <p className="cz-label">{words.editor.subject}</p>
    <p className="seq-subject-wait clip">
      <LiquidText text={subject} />
    </p>
  </div>
)

interface BodyProps {
  text: DraftText
  change: (some: Partial<DraftText>) => void
  hands: Hands
  has: (part: Part) => boolean
  unknown: readonly string[]
  problems: readonly Problem[]
  pictures: Readonly<Record<string, string>>
  onLeave: (part: string) => void
}

/** The same words in another form: what rich text can't hold stays source. */
const inForm = (form: string, { html, text }: DraftText): Partial<DraftText> => {
  if (form === 'text') return { isHtml: false, ...(text.trim() ? {} : { text: plainOf(html) }) }
  const written = html || (text.trim() ? htmlOf(text) : '')
  return { isHtml: true, isRich: form === 'rich' && readRich(written) !== null, html: written }
}

/** Pictures put into the text: first each becomes a file of the email, then it stands where the caret is. */
function useNewPictures(text: DraftText, change: BodyProps['change'], { rich }: Hands) {
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
  const { text, change, hands, has } = props
  const { editor } = words
  const form = !text.isHtml ? 'text' : text.isRich ? 'rich' : 'html'
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
        <RichBody {...props} />
      ) : (
        <Area
          part={text.isHtml ? 'html' : 'text'}
          label={editor.body}
          isCode={text.isHtml}
          placeholder={text.isHtml ? undefined : editor.bodyHint}
          value={text.isHtml ? text.html : text.text}
          onChange={(value) => change(text.isHtml ? { html: value } : { text: value })}
          {...{ hands, has }}
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
          {...{ hands, has }}
        />
      )}
    </div>
  )
}

function RichBody({ text, change, unknown, problems, pictures, hands, onLeave, has }: BodyProps) {
  const { take, refused } = useNewPictures(text, change, hands)
  const offers = useOffers(hands.put)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notes where the caret was
    <div className="seq-area" onFocus={() => hands.wrote('html')}>
      <p className="cz-label">{words.editor.body}</p>
      <Suspense fallback={<div className="seq-rich-wait" />}>
        <RichText
          html={text.html}
          hasError={has('html')}
          unknown={unknown}
          problems={problems.filter(({ part }) => part === 'html')}
          pictures={pictures}
          offers={offers}
          onPictures={(files) => void take(files)}
          onChange={(html) => change({ html })}
          onLeave={() => onLeave('html')}
          onReady={(hand) => {
            hands.rich.current = hand
            if (hand) hands.goAsked('rich')
          }}
        />
      </Suspense>
      {refused && (
        <p className="small seq-refused" role="alert">
          {refused}
        </p>
      )}
    </div>
  )
}

interface AreaProps extends Pick<BodyProps, 'hands' | 'has'> {
  part: AreaPart
  label: string
  isCode?: boolean
  placeholder?: string | undefined
  value: string
  onChange: (value: string) => void
}

const Area = ({ part, label, isCode, placeholder, value, onChange, hands, has }: AreaProps) => (
  <Textarea
    ref={hands.areas[part] as RefObject<HTMLTextAreaElement | null>}
    className={`seq-area ${isCode ? 'code' : ''}`}
    label={label}
    placeholder={placeholder}
    maxLength={500_000}
    error={has(part)}
    spellCheck={!isCode}
    value={value}
    {...hands.note(part)}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
)
