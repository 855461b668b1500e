import { present, text } from '../../parts/search-params.ts'

/** A letter has about a thousand characters; what is much longer is none. */
const longest = 32_000

/** What the address of this screen says: the letter itself, or the id of one that came by email. */
export const letterSearch = (raw: Record<string, unknown>) =>
  present({ text: text(raw.text, longest), id: text(raw.id, 64) })
