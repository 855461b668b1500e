/** The line below an email that says how to opt out, in the words that a person set for it. */

export interface OptOutLine {
  before: string
  /** What the link reads. */
  link: string
  after: string
}

/** The link stands in braces, `Not interested? {Opt out here}.`; words without braces are the link as a whole. */
export function optOutLine(words: string): OptOutLine {
  const text = words.trim()
  const open = text.indexOf('{')
  const close = text.indexOf('}', open + 1)
  if (open < 0 || close < 0) return { before: '', link: text, after: '' }
  const link = text.slice(open + 1, close).trim()
  if (link === '') return { before: '', link: `${text.slice(0, open)}${text.slice(close + 1)}`.trim(), after: '' }
  return { before: text.slice(0, open), link, after: text.slice(close + 1) }
}

/** As it stands in plain text: the address has a line of its own, so that no full stop gets into it. */
export const optOutText = ({ before, link, after }: OptOutLine, address: string): string =>
  `${before}${link}${after}\n${address}`
