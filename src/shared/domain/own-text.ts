/** A text that one contact alone gets: it is sent as it stands, so nothing in it may still want filling in. */

export interface Exact {
  subject: string
  html: string | null
  text: string | null
}

const liquid = /\{\{[^{}]*\}\}|\{%[^%]*%\}/
const blankHtml = (html: string): boolean =>
  !/<img\b/i.test(html) &&
  html.replace(/<(style|head|title)\b[\s\S]*?<\/\1\s*>|<[^>]*>/gi, '').replace(/&(nbsp|#160);|\s/gi, '') === ''

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
  if (opens && subject.trim() === '') return 'It has no subject. It begins a conversation, so write one.'
  if ((html === null || blankHtml(html)) && (text === null || text.trim() === ''))
    return 'It has no text. Write one, or go back to the text of its step.'
  const picture = lostPicture(html, files)
  if (picture !== null)
    return `It shows the picture “${picture}”, which is no file of this email. Take the picture out, or write its address on the web.`
  const left = [subject, html, text].map((part) => liquid.exec(part ?? '')?.[0]).find((found) => found !== undefined)
  if (left === undefined) return null
  return `“${left}” would be sent as it stands: a text for one contact is filled in with nothing. Write what it is to say.`
}
