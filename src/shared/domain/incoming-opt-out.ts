import { closings, commands, manners, otherwise, wishes } from './incoming-opt-out-words.ts'
import { plain } from './incoming-plain.ts'
import { headerOf } from './incoming-read.ts'
import { replyText } from './incoming-reply-text.ts'
import type { Evidence, IncomingMessage, IncomingVerdict } from './incoming-shape.ts'

/**
 * The wish not to be written to again. It must be what the message is about: the new text alone is looked at, never what
 * is quoted (our own mail says how to opt out), and only where it is short. In a long letter the same words are about
 * something else as often as not, and whoever reads it decides.
 */
export type OptOutVerdict = Pick<IncomingVerdict, 'sendIds'> & { kind: 'opt_out'; evidence: Evidence[] }

/** Words of a message that is nothing but its wish. */
const SHORT = 30
/** Signs of a message in a language without spaces. */
const SHORT_SIGNS = 240
/** Lines after a command that may be somebody's name and position. */
const SIGNED = 5

/** Null: nobody asks not to be written to. */
export function optOutOf(message: IncomingMessage): OptOutVerdict | null {
  const subject = headerOf(message, 'subject').trim()
  const asked = unsubscribedBy(subject)
  if (asked !== null) {
    const rule = 'Mail to our List-Unsubscribe address'
    return { kind: 'opt_out', sendIds: asked, evidence: [{ rule, found: subject }] }
  }
  const written = replyText(message.text)
  const wish = wishOf(written)
  if (wish !== null) return found('The whole message asks it', wish)
  const isEmpty = written === '' || bare(written) === ''
  return isEmpty && commands.has(bare(subject)) ? found('The subject asks it, and nothing else is said', subject) : null
}

const found = (rule: string, text: string): OptOutVerdict => ({
  kind: 'opt_out',
  sendIds: [],
  evidence: [{ rule, found: text }],
})

/**
 * The public ids in a subject that only our own List-Unsubscribe gives a mail ("unsubscribe 4c2f…", or without its id, as
 * programs that shorten it send); null: it is another subject.
 */
export function unsubscribedBy(subject: string): string[] | null {
  const [command, id, ...more] = plain(subject).trim().split(' ')
  if (command !== 'unsubscribe' || more.length > 0) return null
  if (id === undefined) return []
  return /^[0-9a-z]{16}$/.test(id) ? [id] : null
}

/** The words that say the wish, as they were written; null: it isn't said, or not alone. */
function wishOf(text: string): string | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const closing = lines.findIndex((line, index) => index > 0 && isClosing(line))
  const body = closing === -1 ? lines : lines.slice(0, closing)
  const whole = body.join(' ')
  if (!isShort(whole)) return null
  if (commands.has(bare(whole))) return whole.trim()
  const command = body.findIndex((line) => commands.has(bare(line)))
  const greeted = body.slice(0, Math.max(command, 0)).every((line) => line.trim().length < 40)
  if (command !== -1 && command <= 1 && greeted && isSigned(body.slice(command + 1)))
    return (body[command] as string).trim()
  const said = plain(whole)
  if (otherwise.some((each) => said.includes(each))) return null
  return wishes.some((each) => said.includes(each)) ? whole.trim() : null
}

const isClosing = (line: string): boolean => {
  const said = plain(line).trim()
  return said.length < 60 && closings.some((each) => said.startsWith(each))
}

/** A name, a position, a telephone: short lines that are no sentences. */
const isSigned = (lines: readonly string[]): boolean =>
  lines.length <= SIGNED && lines.every((line) => line.trim().length <= 40 && line.trim().split(' ').length <= 5)

const isShort = (text: string): boolean => text.length <= SHORT_SIGNS && text.split(/\s+/).length <= SHORT

/** Without punctuation and good manners. */
const bare = (text: string): string =>
  plain(text.slice(0, SHORT_SIGNS))
    .split(/[\s.,!?;:"()。、!*]+/)
    .filter((word) => word !== '' && !manners.has(word))
    .join(' ')
