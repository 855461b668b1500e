/** What an email says to one contact: what nobody may get empty, and what a text written for them alone may hold. */

export interface Exact {
  subject: string
  html: string | null
  text: string | null
}

const liquid = /\{\{[^{}]*\}\}|\{%[^%]*%\}/
/** Characters and entities that nobody sees. */
const unseen = /[\s\u00ad\u200b-\u200d\u2060]|&(nbsp|ensp|emsp|thinsp|zwnj|zwj|shy|#160|#xa0|#8203|#x200b);/gi
const isBlank = (text: string): boolean => text.replace(unseen, '') === ''
const blankHtml = (html: string): boolean =>
  !/<img\b/i.test(html) &&
  isBlank(
    html
      .replace(/<!--(?:(?!<!--).)*?-->|<(style|head|title)\b(?:(?!<\1\b).)*?<\/\1\s*>/gis, '')
      .replace(/<[^<>]*>/g, ''),
  )

/** True where a reader sees nothing: of an email with HTML most see only that. Both as one contact gets them. */
export const saysNothing = ({ html, text }: Pick<Exact, 'html' | 'text'>): boolean =>
  html?.trim() ? blankHtml(html) : isBlank(text ?? '')

/**
 * What an email lacks that nobody may be sent without: a text, or a subject where nothing gives it one. Null: nothing.
 *
 * @param opens it begins a conversation: its subject is its own
 */
export const blankPart = (exact: Exact, opens: boolean): Blank | null =>
  saysNothing(exact) ? 'text' : opens && isBlank(exact.subject) ? 'subject' : null

export type Blank = 'subject' | 'text'

/** That, in words that name whose email it is; they begin with a small letter. */
export const blankWords = (blank: Blank, step: number, contact: string, isOwn = false): string =>
  `step ${step} would reach ${contact} without a ${blank}, as ${isOwn ? 'what was written or approved for them holds none' : 'its conditions leave nothing of it for them'}`

/** A picture that the HTML shows and that is none of the files with it: its reader would see a gap. Null: there is none. */
export function lostPicture(html: string | null, files: readonly { cid?: string }[]): string | null {
  const known = new Set(files.map(({ cid }) => cid))
  for (const [, cid] of (html ?? '').matchAll(/["'(=]\s*cid:([A-Za-z0-9._-]+)(?=["')\s>])/gi))
    if (!known.has(cid)) return cid as string
  return null
}

/**
 * What is wrong with such a text, in a sentence; null: nothing.
 *
 * @param opens it begins a conversation: nothing gives it a subject
 * @param files that leave with it
 */
export function ownTextTrouble(
  { subject, html, text }: Exact,
  opens: boolean,
  files: readonly { cid?: string }[],
): string | null {
  const blank = blankPart({ subject, html, text }, opens)
  if (blank === 'subject') return 'It has no subject. It begins a conversation, so write one.'
  if (blank === 'text') return 'It has no text. Write one, or go back to the text of its step.'
  const picture = lostPicture(html, files)
  if (picture !== null)
    return `It shows the picture “${picture}”, which is no file of this email. Take the picture out, or write its address on the web.`
  const left = [subject, html, text].map((part) => liquid.exec(part ?? '')?.[0]).find((found) => found !== undefined)
  if (left === undefined) return null
  return `“${left}” would be sent as it stands: a text for one contact is filled in with nothing. Write what it is to say.`
}
