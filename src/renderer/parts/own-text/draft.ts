import { htmlOf, plainOf } from '../rich/forms.ts'
import { readRich } from '../rich/read.ts'

export type Form = 'text' | 'rich' | 'html'

/** A text for one contact while it is written. */
export interface OwnDraft {
  subject: string
  form: Form
  html: string
  text: string
}

interface Words {
  subject: string
  html: string | null
  text: string | null
}

/** What rich text can't hold stays source. */
export const draftOf = ({ subject, html, text }: Words): OwnDraft => ({
  subject,
  form: html === null ? 'text' : readRich(html) ? 'rich' : 'html',
  html: html ?? '',
  text: text ?? '',
})

/** As the engine wants it. Of HTML the plain text is made anew: the one that was there says something else by now. */
export const exactOf = ({ subject, form, html, text }: OwnDraft): { subject: string; html?: string; text?: string } =>
  form === 'text' ? { subject, text } : { subject, html }

/** The same words in another form. */
export function inForm(form: Form, { html, text }: OwnDraft): Partial<OwnDraft> {
  if (form === 'text') return { form, text: text.trim() ? text : plainOf(html) }
  const written = html || (text.trim() ? htmlOf(text) : '')
  return { form: form === 'rich' && readRich(written) === null ? 'html' : form, html: written }
}

/** True where nothing of it was changed. */
export const isSame = (one: OwnDraft, other: OwnDraft): boolean =>
  JSON.stringify(exactOf(one)) === JSON.stringify(exactOf(other))
