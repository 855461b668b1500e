import { replyText } from './incoming-reply-text.ts'
import type { Evidence, IncomingMessage, IncomingVerdict } from './incoming-shape.ts'

export type OptOutVerdict = Pick<IncomingVerdict, 'sendIds'> & { kind: 'opt_out'; evidence: Evidence[] }

const SUBJECT = /^\s{0,8}unsubscribe(?:\s{1,8}([\w-]{1,64}))?\s{0,8}$/i

/** Null: nobody asks not to be written to. */
export function optOutOf(message: IncomingMessage): OptOutVerdict | null {
  const subject = message.headers.find((each) => each.name === 'subject')?.value ?? ''
  const asked = SUBJECT.exec(subject)
  if (asked) {
    const rule = 'Mail to our List-Unsubscribe address'
    return { kind: 'opt_out', sendIds: asked[1] ? [asked[1]] : [], evidence: [{ rule, found: subject.trim() }] }
  }
  const text = replyText(message.text)
  if (!/^(?:stop|unsubscribe)[.!]?$/i.test(text)) return null
  return { kind: 'opt_out', sendIds: [], evidence: [{ rule: 'The whole message asks it', found: text }] }
}
