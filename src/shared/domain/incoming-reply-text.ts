/** What somebody wrote anew in an answer: without what they quoted and without how they sign. */

const QUOTE = /^\s{0,8}>/
const OPENERS = [
  /^\s{0,8}-{2,20} ?[^-\n]{4,60}-{2,20}\s{0,8}$/,
  /^\s{0,8}_{10,80}\s{0,8}$/,
  /^\s{0,8}on\b.{4,200}\bwrote:\s{0,8}$/i,
]

/** Without what is quoted; LF line ends. */
export function withoutQuote(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const end = lines.findIndex((line) => OPENERS.some((opener) => opener.test(line)))
  const kept = end > 0 ? lines.slice(0, end) : lines
  return kept
    .filter((line) => !QUOTE.test(line))
    .join('\n')
    .trim()
}

/** The new text alone, trimmed; '' where there is none. */
export function replyText(text: string): string {
  const lines = withoutQuote(text).split('\n')
  const mark = lines.findIndex((line) => line === '--' || line === '-- ')
  return (mark === -1 ? lines : lines.slice(0, mark)).join('\n').trim()
}
