import { Menu } from '@mantine/core'
import { RichTextEditor as Rich } from '@mantine/tiptap'
import { IconBlockquote, IconGitBranch, IconPlus, IconTable } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import { writing as words } from '../../words/sequence-writing.ts'
import { insertCondition } from './condition.ts'
import { PictureTool } from './picture.tsx'

interface ToolsProps {
  editor: Editor
  isLiteral: boolean
  onPictures: ((files: File[]) => void) | undefined
}

/** What can be done to the text, above it. */
export function Tools({ editor, isLiteral, onPictures }: ToolsProps) {
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
        {onPictures && <PictureTool onPick={onPictures} />}
        <TableMenu editor={editor} />
      </Rich.ControlsGroup>
    </Rich.Toolbar>
  )
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
