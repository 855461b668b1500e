/** What another signature does to mail that is planned. */
import { textOf } from '../../shared/domain/variant.ts'
import type { LetterStep } from '../mail/letter.ts'
import { compileTemplate, namedIn } from '../mail/template.ts'
import type { AccountSettings } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import { type PlannedText, plannedTexts } from '../store/planned-texts.ts'

type Signature = Pick<AccountSettings, 'signature' | 'signatureHtml'>

export const isSameSignature = (before: Signature, after: Signature): boolean =>
  before.signature === after.signature && before.signatureHtml === after.signatureHtml

function names({ steps, step, variant }: PlannedText): boolean {
  const written = (JSON.parse(steps) as LetterStep[])[step - 1]
  if (!written) return false
  const { subject, html, text } = textOf(written, variant)
  const read = compileTemplate({ subject, html, text })
  return (
    read.ok && (['subject', 'html', 'text'] as const).some((part) => namedIn(read.template, part).includes('signature'))
  )
}

/** Emails planned through an account that say `{{ signature }}` and are made when they leave. */
export const signedBy = (reader: Reader, accountId: number): number =>
  plannedTexts(reader, accountId).reduce((sum, text) => sum + (names(text) ? text.emails : 0), 0)
