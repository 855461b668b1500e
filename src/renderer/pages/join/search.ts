import { present, text } from '../../parts/search-params.ts'

/** An invitation or an answer has about two thousand characters; what is much longer is none. */
const longest = 66_000

/** What the address of these screens brings: the link that was followed. */
export const joinSearch = (raw: Record<string, unknown>) => present({ text: text(raw.text, longest) })
