/**
 * What is typed after a `/` at the beginning of a word, as long as it is being typed: a menu offers what begins so. A
 * slash inside a word, or one that the caret only came by, is text.
 */
import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

export interface Slash {
  /** Of the slash, and of the caret. */
  from: number
  to: number
  /** Behind the slash. */
  query: string
}

interface SlashState {
  slash: Slash | null
  /** The slash that somebody has said no to. */
  refused: number | null
}

export const slashKey = new PluginKey<SlashState>('slash')

/** @param before the text of its block up to the caret; what is no text counts as white space */
export const slashIn = (before: string): string | null => /(?:^|[\s\ufffc])\/(\p{L}{0,24})$/u.exec(before)?.[1] ?? null

function slashAt({ selection }: EditorState): Slash | null {
  const { $from, empty, to } = selection
  if (!empty || !$from.parent.isTextblock) return null
  const query = slashIn($from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc'))
  return query === null ? null : { from: to - query.length - 1, to, query }
}

/** Takes the keys that the menu wants; it is told here what it does with them. */
export type TakeKey = (event: KeyboardEvent) => boolean

declare module '@tiptap/core' {
  interface Storage {
    slash: { take: TakeKey }
  }
}

/** Says no to the menu until another slash is typed. */
export const refuseSlash = (view: EditorView): void => view.dispatch(view.state.tr.setMeta(slashKey, 'refuse'))

export const SlashTyped = Extension.create({
  name: 'slash',
  addStorage: () => ({ take: (() => false) as TakeKey }),
  addProseMirrorPlugins() {
    const { storage } = this
    return [
      new Plugin<SlashState>({
        key: slashKey,
        state: {
          init: () => ({ slash: null, refused: null }),
          apply(transaction, { slash, refused }, _old, state) {
            if (transaction.getMeta(slashKey) === 'refuse') return { slash: null, refused: slash?.from ?? refused }
            const found = slashAt(state)
            if (!found) return { slash: null, refused: null }
            if (refused === found.from) return { slash: null, refused }
            return { slash: transaction.docChanged || slash ? found : null, refused: null }
          },
        },
        props: {
          handleDOMEvents: {
            // a click on what it offers leaves the focus here
            blur: (view) => {
              if (slashKey.getState(view.state)?.slash) refuseSlash(view)
              return false
            },
          },
          handleKeyDown: (view, event) => slashKey.getState(view.state)?.slash != null && storage.take(event),
        },
      }),
    ]
  },
})

/** Those that are meant: whose name begins so first, then those that have it somewhere; those of a group stay together. */
export function itemsFor<I extends { name: string; also: string; group: string }>(
  items: readonly I[],
  query: string,
): I[] {
  const wanted = query.toLowerCase()
  const found = items.filter(({ name, also }) => `${name} ${also}`.toLowerCase().includes(wanted))
  const begins = ({ name }: I) => name.toLowerCase().startsWith(wanted)
  const sorted = [...found.filter(begins), ...found.filter((item) => !begins(item))]
  return [...Map.groupBy(sorted, ({ group }) => group).values()].flat()
}
