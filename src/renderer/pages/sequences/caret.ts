/** The caret of fields that hold plain text. */
export type Field = HTMLInputElement | HTMLTextAreaElement

/** Puts text where the caret is, as if it had been typed: the browser's own undo takes it back. */
export function insert(field: Field, text: string) {
  field.focus()
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** Puts the caret at a line and column, both from 1. */
export function goTo(field: Field, line: number, column: number) {
  const lines = field.value.split('\n')
  const at = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1
  field.focus()
  field.setSelectionRange(at, at)
}
