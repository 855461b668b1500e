/** What an email's text is made from, and how a follow-up is named. */
import { type ContactFacts, variablesOf } from './contact.ts'

export interface LetterSender {
  address: string
  name: string | null
  /** Plain text; left out or null: none, or made from the one with looks. */
  signature?: string | null
  /** With looks, as `signature-rich.ts` reads it; left out or null: made from the plain one. */
  signatureHtml?: string | null
}

/**
 * Who a letter is from, where its account writes from an alias: From, Message-ID and answers are the alias's, so nothing
 * in it names the mailbox behind it. Its envelope and its limits are the account's all the same.
 */
export const writerOf = <A extends LetterSender & { replyTo: string | null }>(
  { address, name, signature = null, signatureHtml = null, replyTo }: A,
  alias: { address: string; name: string | null } | null,
): Required<LetterSender> & { replyTo: string | null } =>
  alias
    ? { address: alias.address, name: alias.name ?? name, signature, signatureHtml, replyTo: null }
    : { address, name, signature, signatureHtml, replyTo }

/** What a template may name: the contact's own variables, `sender.name`, `sender.address` and `signature`. */
export function variablesFor(contact: ContactFacts, sender: LetterSender): Record<string, unknown> {
  return {
    ...variablesOf(contact),
    sender: { name: sender.name ?? sender.address, address: sender.address },
    signature: sender.signatureHtml ? { text: sender.signature, html: sender.signatureHtml } : (sender.signature ?? ''),
  }
}

const replyMark = /^\s*(?:re|aw|sv|vs|antw|rif|r|odp|res)\s*(?:\[\d+\])?\s*:\s*/i

/**
 * Subject of a step as it leaves. The first one is as written; a follow-up answers the thread, so it carries `Re: `
 * once (RFC 5322 §3.6.5), whatever marks are there already: before its own subject, or before the thread's when it has
 * none.
 *
 * @param first subject of the thread's first email as it left; null when this is the first
 */
export function subjectOf(own: string, first: string | null): string {
  if (first === null) return own
  let subject = own.trim() === '' ? first : own
  while (replyMark.test(subject)) subject = subject.replace(replyMark, '')
  return `Re: ${subject.trim()}`
}
