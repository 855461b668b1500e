import '@mantine/tiptap/styles.layer.css'
import { Button, Menu, TextInput } from '@mantine/core'
import { RichTextEditor as Rich } from '@mantine/tiptap'
import { IconBlockquote, IconGitBranch, IconPlus, IconTable } from '@tabler/icons-react'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import { type Editor, useEditor } from '@tiptap/react'
import { useEffect, useRef, useState } from 'react'
import { writing as words } from '../../words/sequence-writing.ts'
import { sequences } from '../../words/sequences.ts'
import { type DocNode, liquidOf, variableOf } from './document.ts'
import { extensions, type Wrong, wrongKey } from './extensions.ts'
import { offsetOf, placesOf } from './places.ts'
import { readRich } from './read.ts'
import { htmlOfDoc } from './write.ts'
import './rich.css'

/** What is wrong with the HTML, and where. */
interface Problem {
  line: number | null
  column: number | null
  severity: string
  message: string
}

interface RichTextProps {
  html: string
  onChange: (html: string) => void
  onLeave: () => void
  /** Variables that no contact has. */
  unknown: readonly string[]
  /** What is wrong with the HTML: marked where it stands. */
  problems: readonly Problem[]
  onReady: (hand: RichHand | null) => void
  hasError: boolean
  /** Nothing in it is filled in: no conditions are offered. */
  isLiteral?: boolean
}

/** What others do with rich text. */
export interface RichHand {
  /** Puts text (its Liquid as chips), or HTML, at the caret. */
  insert: (piece: { text: string } | { html: string }) => void
  /** Chooses what stands at a line and column of its HTML, both from 1. */
  goTo: (line: number, column: number) => void
}

interface Chip {
  at: number
  source: string
}

/** What stands in a place for HTML; where rich text can't hold it, its text. */
const contentOf = (html: string): DocNode[] => readRich(html)?.content ?? [{ type: 'paragraph' }]

function insertInto(editor: Editor, piece: { text: string } | { html: string }): void {
  if ('text' in piece) {
    const inside = piece.text.split(/(\{\{.*?\}\}|\{%.*?%\})/).filter(Boolean)
    const nodes = inside.map((part, i) =>
      /^\{[{%]/.test(part) ? { type: 'liquid', attrs: { source: part } } : { type: 'text', text: inside[i] ?? '' },
    )
    editor.chain().focus().insertContent(nodes).run()
  } else editor.chain().focus().insertContent(contentOf(piece.html)).run()
}

const docOf = (editor: Editor): DocNode => editor.getJSON() as DocNode

function goTo(editor: Editor, html: string, line: number, column: number): void {
  const place = placesOf(docOf(editor), html)?.(offsetOf(html, line, column))
  const { doc, tr } = editor.state
  const at = Math.min(place?.from ?? 0, doc.content.size)
  const whole = place?.isWhole && doc.nodeAt(at)?.type.spec.selectable !== false
  const selection = whole
    ? NodeSelection.create(doc, at)
    : TextSelection.between(doc.resolve(at), doc.resolve(Math.min(place?.to ?? 0, doc.content.size)))
  editor.view.dispatch(tr.setSelection(selection).scrollIntoView())
  editor.view.focus()
}

function wrongIn(editor: Editor, html: string, unknown: readonly string[], problems: readonly Problem[]): Wrong {
  const to = problems.length > 0 ? placesOf(docOf(editor), html) : null
  const places = problems.flatMap(({ line, column, severity, message }) =>
    to && line !== null && column !== null
      ? [{ ...to(offsetOf(html, line, column)), severity: severity as 'error' | 'warning', message }]
      : [],
  )
  return { unknown, places }
}

/** An email's text as it looks. What it can't hold never gets here: see `read.ts`. */
export function RichText(props: RichTextProps) {
  const { html, onChange, onLeave, unknown, problems, onReady, hasError, isLiteral = false } = props
  const [chip, setChip] = useState<Chip | null>(null)
  const written = useRef(html)
  const calls = useRef({ onChange, onLeave, onReady })
  calls.current = { onChange, onLeave, onReady }
  const editor = useEditor({
    extensions,
    injectCSS: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: true,
    content: { type: 'doc', content: contentOf(html) },
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': sequences.editor.body,
        class: 'seq-rich-text',
      },
    },
    onUpdate: ({ editor: now }) => {
      written.current = htmlOfDoc(docOf(now))
      calls.current.onChange(written.current)
    },
    onSelectionUpdate: ({ editor: now }) => {
      const { selection } = now.state
      const source = selection instanceof NodeSelection ? selection.node.attrs.source : undefined
      setChip(source ? { at: selection.from, source } : null)
    },
    onBlur: () => document.hasFocus() && calls.current.onLeave(),
  })
  useEffect(() => {
    calls.current.onReady({
      insert: (piece) => insertInto(editor, piece),
      goTo: (line, column) => goTo(editor, written.current, line, column),
    })
    return () => calls.current.onReady(null)
  }, [editor])
  // put back, taken from somebody else, or written as source: the email is another one now
  useEffect(() => {
    if (html === written.current) return
    written.current = html
    editor.commands.setContent({ type: 'doc', content: contentOf(html) }, { emitUpdate: false })
  }, [editor, html])
  const wrong = JSON.stringify([unknown, problems])
  useEffect(() => {
    const [names, places] = JSON.parse(wrong) as [string[], Problem[]]
    const { tr } = editor.state
    editor.view.dispatch(tr.setMeta(wrongKey, wrongIn(editor, written.current, names, places)))
  }, [editor, wrong])
  return (
    <div className={`seq-rich ${hasError ? 'wrong' : ''}`}>
      <Rich editor={editor} withTypographyStyles={false} labels={words.rich.labels}>
        <Tools editor={editor} isLiteral={isLiteral} />
        {chip && <ChipForm key={chip.at} editor={editor} chip={chip} />}
        <Rich.Content />
      </Rich>
    </div>
  )
}

function Tools({ editor, isLiteral }: { editor: Editor; isLiteral: boolean }) {
  return (
    <Rich.Toolbar aria-label={words.rich.tools}>
      <Rich.ControlsGroup>
        <Rich.Bold />
        <Rich.Italic />
        <Rich.Underline />
        <Rich.Link />
      </Rich.ControlsGroup>
      <Rich.ControlsGroup>
        <Rich.H2 />
        <Rich.H3 />
        <Rich.BulletList />
        <Rich.OrderedList />
        <Rich.Blockquote icon={() => <IconBlockquote size={16} stroke={1.6} />} />
      </Rich.ControlsGroup>
      <Rich.ControlsGroup>
        {!isLiteral && (
          <Rich.Control
            aria-label={words.rich.condition}
            title={words.rich.condition}
            onClick={() => insertCondition(editor)}
          >
            <IconGitBranch size={16} stroke={1.6} />
          </Rich.Control>
        )}
        <TableMenu editor={editor} />
      </Rich.ControlsGroup>
    </Rich.Toolbar>
  )
}

/** Around what is chosen, so that it is plain what depends on it. */
function insertCondition(editor: Editor): void {
  const { from, to } = editor.state.selection
  const tag = (source: string) => ({ type: 'liquid', attrs: { source } })
  editor.chain().focus().insertContentAt(to, tag('{% endif %}')).insertContentAt(from, tag('{% if company %}')).run()
}

function TableMenu({ editor }: { editor: Editor }) {
  const { table } = words.rich
  const item = (label: string, act: () => void) => <Menu.Item onClick={act}>{label}</Menu.Item>
  const chain = () => editor.chain().focus()
  if (!editor.isActive('table'))
    return (
      <Rich.Control
        aria-label={table.insert}
        title={table.insert}
        onClick={() => chain().insertTable({ rows: 2, cols: 2, withHeaderRow: false }).run()}
      >
        <IconTable size={16} stroke={1.6} />
      </Rich.Control>
    )
  return (
    <Menu>
      <Menu.Target>
        <Rich.Control aria-label={table.change} title={table.change}>
          <IconTable size={16} stroke={1.6} />
          <IconPlus size={10} stroke={2} />
        </Rich.Control>
      </Menu.Target>
      <Menu.Dropdown>
        {item(table.row, () => chain().addRowAfter().run())}
        {item(table.column, () => chain().addColumnAfter().run())}
        {item(table.noRow, () => chain().deleteRow().run())}
        {item(table.noColumn, () => chain().deleteColumn().run())}
        {item(table.remove, () => chain().deleteTable().run())}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The chip that is chosen: its variable and fallback, or its Liquid as it is. */
function ChipForm({ editor, chip }: { editor: Editor; chip: Chip }) {
  const variable = variableOf(chip.source)
  const [name, setName] = useState(variable?.name ?? chip.source)
  const [fallback, setFallback] = useState(variable?.fallback ?? '')
  const source = variable ? liquidOf(name.trim(), fallback === '' ? null : fallback) : name.trim()
  const isWhole = variable ? variableOf(source) !== null : /^\{\{[^{}]+\}\}$|^\{%[^{}]+%\}$/.test(source)
  const keep = () => {
    if (!isWhole) return
    const { tr } = editor.state
    editor.view.dispatch(tr.setNodeAttribute(chip.at, 'source', source))
    editor.commands.focus(chip.at + 1)
  }
  const { rich } = words
  return (
    <form
      className="seq-chip-form"
      aria-label={rich.chip}
      onSubmit={(event) => {
        event.preventDefault()
        keep()
      }}
    >
      <TextInput
        size="xs"
        label={variable ? rich.name : rich.source}
        value={name}
        error={isWhole ? undefined : rich.wrong}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {variable && (
        <TextInput
          size="xs"
          label={rich.fallback}
          placeholder={rich.noFallback}
          value={fallback}
          onChange={({ currentTarget }) => setFallback(currentTarget.value)}
        />
      )}
      <Button size="xs" variant="default" type="submit" disabled={!isWhole || source === chip.source}>
        {rich.keep}
      </Button>
    </form>
  )
}
