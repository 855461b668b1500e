/** Searching by the beginnings of words, without case and accents, as the search index of SQLite compares them. */

const marks = /[\u0300-\u036f]/g
const words = /[\p{L}\p{N}\p{Co}]+/gu
const letterAtEnd = /[\p{L}\p{N}\p{Co}]$/u

/** `Émile O'Neil` → `emile`, `o`, `neil`. */
export const wordsOf = (text: string): string[] => folded(text).match(words) ?? []

function folded(text: string): string {
  // nearly all text is plain, and taking letters apart takes longer than all the rest
  for (let i = 0; i < text.length; i++)
    if (text.charCodeAt(i) > 127) return text.normalize('NFD').replace(marks, '').normalize('NFC').toLowerCase()
  return text.toLowerCase()
}

/** True when each of these (of `wordsOf`) is how some word of the text begins. */
export function beginsIn(asked: readonly string[], text: string): boolean {
  const within = folded(text)
  for (const word of asked) if (!begins(word, within)) return false
  return true
}

function begins(word: string, text: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !letterAtEnd.test(text.slice(Math.max(0, at - 2), at))) return true
  }
  return false
}
