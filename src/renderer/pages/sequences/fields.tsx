import { SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { type FocusEvent, type RefObject, useRef } from 'react'
import { sequences as words } from '../../words/sequences.ts'
import { type Draft, type DraftStep, type Edit, htmlOf } from './draft.ts'
import { Files } from './files.tsx'
import { Problems } from './problems.tsx'
import type { Problem } from './types.ts'
import { isLeaving } from './use-left.ts'
import { Variables } from './variables.tsx'

interface FieldsProps {
  draft: Draft
  step: DraftStep
  number: number
  dispatch: (edit: Edit) => void
  onLeave: (part: string) => void
  problems: Problem[]
}

type Field = HTMLInputElement | HTMLTextAreaElement
type Part = 'subject' | 'html' | 'text'

/** Puts text where the caret is, as if it had been typed: the browser's own undo takes it back. */
function insert(field: Field, text: string) {
  field.focus()
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** Puts the caret at a line and column, both from 1. */
function goTo(field: Field, line: number, column: number) {
  const lines = field.value.split('\n')
  const at = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1
  field.focus()
  field.setSelectionRange(at, at)
}

/** What makes one email: subject, text, files; what is wrong with it stands below, and leads to its place. */
export function Fields({ draft, step, number, dispatch, onLeave, problems }: FieldsProps) {
  const change = (some: Partial<DraftStep>) => dispatch({ do: 'step', key: step.key, change: some })
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
  const target = () => fields[last.current].current ?? fields[step.isHtml ? 'html' : 'text'].current
  const has = (part: Part) => problems.some((problem) => problem.part === part && problem.severity === 'error')
  const { editor } = words
  return (
    <div className="seq-fields">
      {step.used && (
        <p className="fine dim seq-used">
          <IconLock size={14} stroke={1.75} aria-hidden /> {editor.used(step.planned)}
        </p>
      )}
      <TextInput
        ref={fields.subject as RefObject<HTMLInputElement | null>}
        label={editor.subject}
        description={number > 1 ? editor.answer : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={number > 1 ? editor.subjectAnswer(draft.steps[0]?.subject ?? '') : undefined}
        maxLength={1200}
        error={has('subject')}
        value={step.subject}
        {...note('subject')}
        onChange={({ currentTarget }) => change({ subject: currentTarget.value })}
      />
      <Body {...{ step, number, change, fields, note, has }} />
      <div className="row seq-tools">
        <Variables
          onPick={(text) => {
            const field = target()
            if (field) insert(field, text)
          }}
        />
        <Files step={step} onChange={(files) => change({ files })} />
      </div>
      <Problems
        number={number}
        problems={problems}
        onGo={({ part, line, column }) => {
          const field = fields[part as Part]?.current
          if (field) goTo(field, line ?? 1, column ?? 1)
        }}
      />
    </div>
  )
}

interface BodyProps {
  step: DraftStep
  number: number
  change: (some: Partial<DraftStep>) => void
  fields: Record<Part, RefObject<Field | null>>
  note: (part: Part) => {
    onFocus: () => void
    onBlur: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => void
  }
  has: (part: Part) => boolean
}

function Body({ step, change, fields, note, has }: BodyProps) {
  const { editor } = words
  return (
    <div className="seq-body">
      <SegmentedControl
        className="seq-html"
        aria-label={editor.format}
        data={[
          { value: 'text', label: editor.plain },
          { value: 'html', label: editor.html },
        ]}
        value={step.isHtml ? 'html' : 'text'}
        onChange={(value) =>
          change({
            isHtml: value === 'html',
            ...(value === 'html' && !step.html ? { html: htmlOf(step.text) } : {}),
          })
        }
      />
      <Area
        part={step.isHtml ? 'html' : 'text'}
        label={editor.body}
        isCode={step.isHtml}
        placeholder={step.isHtml ? undefined : editor.bodyHint}
        value={step.isHtml ? step.html : step.text}
        onChange={(value) => change(step.isHtml ? { html: value } : { text: value })}
        {...{ fields, note, has }}
      />
      {step.isHtml && (
        <p className="fine dim seq-own">
          {!step.ownText && `${editor.htmlTextMade} `}
          <button type="button" className="link" onClick={() => change({ ownText: !step.ownText })}>
            {step.ownText ? editor.madeText : editor.ownText}
          </button>
        </p>
      )}
      {step.isHtml && step.ownText && (
        <Area
          part="text"
          label={editor.htmlText}
          value={step.text}
          onChange={(text) => change({ text })}
          {...{ fields, note, has }}
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
