import type { Editor } from '@tiptap/react'

/** Around what is chosen, so that it is plain what depends on it; the caret stays inside, before its end. */
export function insertCondition(editor: Editor): void {
  const { from, to } = editor.state.selection
  const tag = (source: string) => ({ type: 'liquid', attrs: { source } })
  editor
    .chain()
    .insertContentAt(to, tag('{% endif %}'))
    .insertContentAt(from, tag('{% if company %}'))
    .setTextSelection(to + 1)
    .focus()
    .run()
}
