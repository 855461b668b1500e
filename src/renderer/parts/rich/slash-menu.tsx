import { Portal } from '@mantine/core'
import type { Editor } from '@tiptap/react'
import { useEffect, useId, useRef, useState } from 'react'
import { writing } from '../../words/sequence-writing.ts'
import { insertCondition } from './condition.ts'
import { itemsFor, refuseSlash, type Slash, slashKey } from './slash.ts'
import './slash.css'

/** Something that can be put in, from elsewhere: a variable, a snippet. */
export interface SlashOffer {
  group: 'variables' | 'snippets'
  name: string
  put: () => void
}

interface Item {
  key: string
  group: string
  name: string
  /** Other words that find it. */
  also: string
  run: () => void
}

const { slash: words } = writing.rich

interface SlashMenuProps {
  editor: Editor
  offers: readonly SlashOffer[]
  /** Nothing in it is filled in. */
  isLiteral: boolean
  onPicture: (() => void) | null
}

/** What the text itself can have. */
function ownItems({ editor, isLiteral, onPicture }: SlashMenuProps): Item[] {
  const chain = () => editor.chain().focus()
  const acts: Record<keyof typeof words.items, (() => void) | null> = {
    condition: isLiteral ? null : () => insertCondition(editor),
    list: () => chain().toggleBulletList().run(),
    numbered: () => chain().toggleOrderedList().run(),
    table: editor.isActive('table')
      ? null
      : () => chain().insertTable({ rows: 2, cols: 2, withHeaderRow: false }).run(),
    picture: onPicture,
    heading: () => chain().toggleHeading({ level: 2 }).run(),
    small: () => chain().toggleHeading({ level: 3 }).run(),
    quote: () => chain().toggleBlockquote().run(),
  }
  return Object.entries(words.items).flatMap(([key, [name, also]]) => {
    const run = acts[key as keyof typeof acts]
    return run ? [{ key, group: words.text, name, also, run }] : []
  })
}

/** More are found by typing on. */
const most = 12

/** The menu behind a `/`. The focus stays in the text: arrows choose, Enter puts in, Escape says no. */
export function SlashMenu(props: SlashMenuProps) {
  const { editor, offers } = props
  const slash = slashKey.getState(editor.state)?.slash ?? null
  const all: Item[] = [
    ...offers.map(({ group, name, put }) => ({
      key: `${group} ${name}`,
      group: words[group],
      name,
      also: '',
      run: put,
    })),
    ...ownItems(props),
  ]
  const items = slash ? itemsFor(all, slash.query).slice(0, most) : []
  const [at, setAt] = useState(0)
  const chosen = Math.min(at, items.length - 1)
  const id = useId()
  const pick = (item: Item | undefined) => {
    if (!slash || !item) return
    editor.chain().focus().deleteRange(slash).run()
    item.run()
  }
  useKeys(editor, { items, chosen, setAt, pick })
  const isOpen = items.length > 0
  const query = slash?.query ?? null
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed begins at the first again
  useEffect(() => setAt(0), [query])
  useEffect(() => {
    // one that is just being replaced has no element any more
    if (editor.isDestroyed) return
    const { dom } = editor.view
    if (isOpen) {
      dom.setAttribute('aria-controls', id)
      dom.setAttribute('aria-activedescendant', `${id} ${chosen}`.replaceAll(' ', '-'))
    } else for (const name of ['aria-controls', 'aria-activedescendant']) dom.removeAttribute(name)
  }, [editor, id, isOpen, chosen])
  if (!slash || !isOpen || editor.isDestroyed) return null
  return <Offered {...{ editor, slash, items, chosen, pick, id }} />
}

interface Chosen {
  items: readonly Item[]
  chosen: number
  pick: (item: Item | undefined) => void
}

function useKeys(editor: Editor, now: Chosen & { setAt: (at: number) => void }): void {
  const latest = useRef(now)
  latest.current = now
  useEffect(() => {
    const { storage } = editor
    storage.slash.take = ({ key }) => {
      const { items, chosen, setAt, pick } = latest.current
      if (items.length === 0) return false
      if (key === 'ArrowDown' || key === 'ArrowUp')
        setAt((chosen + (key === 'ArrowDown' ? 1 : items.length - 1)) % items.length)
      else if (key === 'Enter' || key === 'Tab') pick(items[chosen])
      else if (key === 'Escape') refuseSlash(editor.view)
      else return false
      return true
    }
    return () => {
      storage.slash.take = () => false
    }
  }, [editor])
}

interface OfferedProps extends Chosen {
  editor: Editor
  slash: Slash
  id: string
}

/** Below the line that is written on, or above it where there is no room below. */
function Offered({ editor, slash, items, chosen, pick, id }: OfferedProps) {
  const { left, bottom, top } = editor.view.coordsAtPos(slash.from)
  const isAbove = bottom + 320 > window.innerHeight && top > 320
  const place = isAbove ? { left, bottom: window.innerHeight - top + 4 } : { left, top: bottom + 4 }
  return (
    <Portal>
      <div id={id} role="listbox" aria-label={words.label} className="seq-slash" style={place}>
        {items.map((item, i) => (
          <div key={item.key} role="presentation">
            {item.group !== items[i - 1]?.group && <p className="fine faint">{item.group}</p>}
            {/* the text keeps the focus, and hears the keys */}
            <div
              id={`${id} ${i}`.replaceAll(' ', '-')}
              role="option"
              tabIndex={-1}
              aria-selected={i === chosen}
              className="seq-slash-item"
              onMouseDown={(event) => {
                event.preventDefault()
                pick(item)
              }}
            >
              {item.name}
            </div>
          </div>
        ))}
      </div>
    </Portal>
  )
}
