import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { type Editor, EditorContent, useEditor } from '@tiptap/react'
import { useEffect, useId, useRef, useState } from 'react'
import { type Chip, ChipForm, chosenChip } from './chip.tsx'
import type { DocNode } from './document.ts'
import { type Wrong, wrongKey } from './extensions.ts'
import { lineExtensions } from './line-extensions.ts'
import { lineDoc, lineText, placeInLine } from './line-text.ts'
import { offsetOf } from './places.ts'
import './chip.css'
import './line.css'

interface Problem {
  line: number | null
  column: number | null
  severity: 'error' | 'warning'
  message: string
}

interface LiquidLineProps {
  /** Liquid as text: what comes back is the same but for what was edited. */
  value: string
  onChange: (value: string) => void
  label: string
  /** Below it. */
  description?: string | undefined
  placeholder?: string | undefined
  /** Characters; what is pasted beyond is left out. */
  longest: number
  hasError: boolean
  /** Variables that no contact has. */
  unknown: readonly string[]
  /** What is wrong, and where: marked there. */
  problems: readonly Problem[]
  onFocus: () => void
  /** `to`: what has the focus now. */
  onLeave: (isEmpty: boolean, to: EventTarget | null) => void
  onReady: (hand: LineHand | null) => void
}

/** What others do with the line. */
export interface LineHand {
  /** Puts text at the caret, its Liquid as chips. */
  insert: (text: string) => void
  /** Chooses what stands at a place of the text, both from 1. */
  goTo: (line: number, column: number) => void
}

const docOf = (editor: Editor): DocNode => editor.getJSON() as DocNode

/** What lies on the clipboard as one line; what it was beside text is gone. */
function pasted(view: EditorView, from: DataTransfer | null, longest: number): boolean {
  const text = (from?.getData('text/plain') ?? '').replace(/\s*[\r\n]+\s*/g, ' ')
  const { state } = view
  const room = Math.max(0, longest - lineText(state.doc.toJSON()).length)
  if (text && room > 0) view.dispatch(state.tr.insertText(text.slice(0, room)).scrollIntoView())
  return true
}

function goTo(editor: Editor, text: string, line: number, column: number): void {
  const { from, to, isWhole } = placeInLine(text, offsetOf(text, line, column))
  const { doc, tr } = editor.state
  const end = Math.min(to, doc.content.size - 1)
  const selection =
    isWhole && doc.nodeAt(from) ? NodeSelection.create(doc, from) : TextSelection.create(doc, Math.min(from, end), end)
  editor.view.dispatch(tr.setSelection(selection).scrollIntoView())
  editor.view.focus()
}

function useLine(props: LiquidLineProps, label: string, description: string | undefined) {
  const [chip, setChip] = useState<Chip | null>(null)
  const written = useRef(props.value)
  const calls = useRef(props)
  calls.current = props
  const editor = useEditor({
    extensions: lineExtensions,
    injectCSS: false,
    immediatelyRender: true,
    content: lineDoc(props.value),
    editorProps: {
      handlePaste: (view, event) => pasted(view, event.clipboardData, calls.current.longest),
      handleDrop: (view, event, _slice, isMoved) => !isMoved && pasted(view, event.dataTransfer, calls.current.longest),
      attributes: {
        role: 'textbox',
        'aria-labelledby': label,
        ...(description ? { 'aria-describedby': description } : {}),
        class: 'seq-line-text',
      },
    },
    onUpdate: ({ editor: now }) => {
      written.current = lineText(docOf(now))
      calls.current.onChange(written.current)
    },
    onSelectionUpdate: ({ editor: now }) => {
      setChip(chosenChip(now))
    },
    onFocus: () => calls.current.onFocus(),
    onBlur: ({ event }) => {
      if (document.hasFocus()) calls.current.onLeave(written.current === '', event.relatedTarget)
    },
  })
  return { editor, chip, written, calls }
}

function useTold({ editor, written, calls }: ReturnType<typeof useLine>, props: LiquidLineProps): void {
  const { value, unknown, problems } = props
  useEffect(() => {
    // one that is just being replaced can't be gone to; its successor is told
    if (editor.isDestroyed) return
    calls.current.onReady({
      insert: (text) => {
        const nodes = lineDoc(text).content?.[0]?.content ?? []
        editor.chain().focus().insertContent(nodes).run()
      },
      goTo: (line, column) => goTo(editor, written.current, line, column),
    })
    return () => calls.current.onReady(null)
  }, [editor, calls, written])
  // put back, or taken from somebody else: it is another one now
  useEffect(() => {
    if (value === written.current) return
    written.current = value
    editor.commands.setContent(lineDoc(value), { emitUpdate: false })
  }, [editor, value, written])
  const wrong = JSON.stringify([unknown, problems])
  useEffect(() => {
    if (editor.isDestroyed) return
    const [names, found] = JSON.parse(wrong) as [string[], Problem[]]
    const places = found.flatMap(({ line, column, severity, message }) =>
      line === null || column === null
        ? []
        : [{ ...placeInLine(written.current, offsetOf(written.current, line, column)), severity, message }],
    )
    editor.view.dispatch(editor.state.tr.setMeta(wrongKey, { unknown: names, places } satisfies Wrong))
  }, [editor, wrong, written])
}

/** A line of text whose variables are chips, as in rich text: pick one to say what those get who lack it. */
export function LiquidLine(props: LiquidLineProps) {
  const { value, label, description, placeholder, hasError } = props
  const id = useId()
  const [labelId, moreId] = [`${id}-label`, `${id}-more`]
  const line = useLine(props, labelId, description ? moreId : undefined)
  const { editor, chip } = line
  useTold(line, props)
  useEffect(() => {
    // one that is just being replaced has no element any more; its successor is told
    if (!editor.isDestroyed) editor.view.dom.setAttribute('aria-invalid', String(hasError))
  }, [editor, hasError])
  return (
    <div className="seq-line-field">
      <p className="cz-label" id={labelId}>
        {label}
      </p>
      <div className={`seq-line ${hasError ? 'wrong' : ''}`} data-hint={value === '' ? placeholder : undefined}>
        <EditorContent editor={editor} />
        {chip && <ChipForm key={`${chip.at} ${chip.source}`} editor={editor} chip={chip} />}
      </div>
      {description && (
        <p className="cz-desc" id={moreId}>
          {description}
        </p>
      )}
    </div>
  )
}
