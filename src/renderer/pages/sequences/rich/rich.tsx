import '@mantine/tiptap/styles.layer.css'
import { Button, Menu, TextInput } from '@mantine/core'
import { RichTextEditor as Rich } from '@mantine/tiptap'
import { IconBlockquote, IconGitBranch, IconPlus, IconTable } from '@tabler/icons-react'
import { NodeSelection } from '@tiptap/pm/state'
import { type Editor, useEditor } from '@tiptap/react'
import { useEffect, useRef, useState } from 'react'
import { writing as words } from '../../../words/sequence-writing.ts'
import { sequences } from '../../../words/sequences.ts'
import { type DocNode, liquidOf, variableOf } from './document.ts'
import { extensions, unknownKey } from './extensions.ts'
import { readRich } from './read.ts'
import { htmlOfDoc } from './write.ts'
import './rich.css'

interface RichTextProps {
  html: string
  onChange: (html: string) => void
  onLeave: () => void
  /** Variables that no contact has. */
  unknown: readonly string[]
  /** Takes a function that puts text (its Liquid as chips), or HTML, at the caret. */
  onReady: (insert: ((piece: { text: string } | { html: string }) => void) | null) => void
  hasError: boolean
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

/** An email's text as it looks. What it can't hold never gets here: see `read.ts`. */
export function RichText({ html, onChange, onLeave, unknown, onReady, hasError }: RichTextProps) {
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
      written.current = htmlOfDoc(now.getJSON() as DocNode)
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
    calls.current.onReady((piece) => insertInto(editor, piece))
    return () => calls.current.onReady(null)
  }, [editor])
  // put back, taken from somebody else, or written as source: the email is another one now
  useEffect(() => {
    if (html === written.current) return
    written.current = html
    editor.commands.setContent({ type: 'doc', content: contentOf(html) }, { emitUpdate: false })
  }, [editor, html])
  const names = unknown.join(' ')
  useEffect(() => {
    editor.view.dispatch(editor.state.tr.setMeta(unknownKey, names.split(' ')))
  }, [editor, names])
  return (
    <div className={`seq-rich ${hasError ? 'wrong' : ''}`}>
      <Rich editor={editor} withTypographyStyles={false} labels={words.rich.labels}>
        <Tools editor={editor} />
        {chip && <ChipForm key={chip.at} editor={editor} chip={chip} />}
        <Rich.Content />
      </Rich>
    </div>
  )
}

function Tools({ editor }: { editor: Editor }) {
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
        <Rich.Control
          aria-label={words.rich.condition}
          title={words.rich.condition}
          onClick={() => insertCondition(editor)}
        >
          <IconGitBranch size={16} stroke={1.6} />
        </Rich.Control>
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
