/** Searching by the beginnings of words, without case and accents, as the search index of SQLite compares them. */

const marks = /[\u0300-\u036f]/g
const word = /[\p{L}\p{N}\p{Co}]+/gu

/** `Émile O'Neil` → `emile`, `o`, `neil`. */
export function wordsOf(text: string): string[] {
  // nearly all text is plain, and taking letters apart takes as long as all the rest
  const folded = isPlain(text) ? text : text.normalize('NFD').replace(marks, '').normalize('NFC')
  return folded.toLowerCase().match(word) ?? []
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** True when each of these (folded) is how some word of the text begins. */
export function beginsIn(words: readonly string[], text: string): boolean {
  const has = wordsOf(text)
  return words.every((asked) => has.some((each) => each.startsWith(asked)))
}
