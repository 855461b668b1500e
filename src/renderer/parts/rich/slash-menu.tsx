import { Portal } from '@mantine/core'
import type { Editor } from '@tiptap/react'
import { useEffect, useId, useReducer, useRef, useState } from 'react'
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

/** The menu behind a `/`. The focus stays in the text: arrows choose, Enter puts in, Escape says no. */
export function SlashMenu(props: SlashMenuProps) {
  const { editor, offers } = props
  const slash = slashKey.getState(editor.state)?.slash ?? null
  const all: Item[] = [
    ...ownItems(props),
    ...offers.map(({ group, name, put }) => ({
      key: `${group} ${name}`,
      group: words[group],
      name,
      also: '',
      run: put,
    })),
  ]
  const items = slash ? itemsFor(all, slash.query) : []
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
  useSaid(editor, isOpen ? { id, chosen } : null)
  if (!slash || !isOpen || editor.isDestroyed) return null
  return <Offered {...{ editor, slash, items, chosen, pick, id }} />
}

const idOf = (id: string, at: number): string => `${id}-${at}`

/** What the text says of its menu: to those who hear it, and to a dialog, which is not what Escape closes then. */
function useSaid(editor: Editor, open: { id: string; chosen: number } | null): void {
  const { id, chosen } = open ?? { id: null, chosen: 0 }
  useEffect(() => {
    // one that is just being replaced has no element any more
    if (editor.isDestroyed || id === null) return
    const { dom } = editor.view
    const said = {
      'aria-controls': id,
      'aria-activedescendant': idOf(id, chosen),
      'data-mantine-stop-propagation': 'true',
    }
    for (const [name, value] of Object.entries(said)) dom.setAttribute(name, value)
    return () => {
      for (const name of Object.keys(said)) dom.removeAttribute(name)
    }
  }, [editor, id, chosen])
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
    // one that is just being replaced has forgotten what it kept; its successor is told
    if (editor.isDestroyed) return
    const { slash } = editor.storage
    slash.take = ({ key }) => {
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
      slash.take = () => false
    }
  }, [editor])
}

interface OfferedProps extends Chosen {
  editor: Editor
  slash: Slash
  id: string
}

/** px: as in slash.css, with the room around it. */
const size = { wide: 256, high: 324 }

/** Below the line that is written on, or above it where there is no room below. */
function placeAt({ view }: Editor, from: number) {
  const { left, bottom, top } = view.coordsAtPos(from)
  const x = Math.max(8, Math.min(left, window.innerWidth - size.wide))
  const isAbove = bottom + size.high > window.innerHeight && top > size.high
  return isAbove ? { left: x, bottom: window.innerHeight - top + 4 } : { left: x, top: bottom + 4 }
}

/** Goes along with its line when the page scrolls. */
function Offered({ editor, slash, items, chosen, pick, id }: OfferedProps) {
  const [, moved] = useReducer((times: number) => times + 1, 0)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const follow = ({ target }: Event) => target !== list.current && moved()
    window.addEventListener('scroll', follow, { capture: true, passive: true })
    window.addEventListener('resize', moved)
    return () => {
      window.removeEventListener('scroll', follow, { capture: true })
      window.removeEventListener('resize', moved)
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed changes who is chosen, too
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen, slash.query])
  const place = placeAt(editor, slash.from)
  return (
    <Portal>
      <div ref={list} id={id} role="listbox" aria-label={words.label} className="seq-slash" style={place}>
        {items.map((item, i) => (
          <div key={item.key} role="presentation">
            {item.group !== items[i - 1]?.group && <p className="fine faint">{item.group}</p>}
            {/* the text keeps the focus, and hears the keys */}
            <div
              id={idOf(id, i)}
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
