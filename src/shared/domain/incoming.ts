/**
 * What a message that came back is: a reply, an absence note, a bounce, … Pure: headers and text in, verdict with
 * evidence out; to whose mail it belongs is found by its ids and addresses elsewhere.
 *
 * Machines are recognised first, by what standards give them to say (RFC 3464, 5965, 3834), then by how well-known
 * programs put it; what no machine wrote was written by a person. A person's mail taken for a machine's is worse than
 * the other way round: a reply that goes unseen costs more than a notice that stops a sequence.
 */
import { absenceOf } from './incoming-absence.ts'
import { bounceOf } from './incoming-bounce.ts'
import { namedIn } from './incoming-ids.ts'
import { optOutOf } from './incoming-opt-out.ts'
import { headerOf } from './incoming-read.ts'
import { replyText } from './incoming-reply-text.ts'
import type { Evidence, IncomingMessage, IncomingVerdict } from './incoming-shape.ts'

/** Total: every message gets a verdict. Runs in time proportional to the message. */
export function classify(message: IncomingMessage): IncomingVerdict {
  const { ids, sendIds } = namedIn(message)
  const none: Omit<IncomingVerdict, 'kind' | 'evidence'> = {
    hard: false,
    recipients: [],
    returnDate: null,
    feedback: null,
    text: null,
    ids,
    sendIds,
  }
  const bounce = bounceOf(message)
  if (bounce) return { ...none, ...bounce }
  const absence = absenceOf(message)
  if (absence) return { ...none, ...absence }
  const text = replyText(message.text)
  const optOut = optOutOf(message)
  if (optOut) return { ...none, ...optOut, text, sendIds: [...new Set([...optOut.sendIds, ...sendIds])] }
  const machine = machineOf(message)
  if (machine) return { ...none, kind: 'other', evidence: [machine] }
  return { ...none, kind: 'reply', text, evidence: [answered(message)] }
}

/** Mail to many and mail that nobody wrote concern no mail of ours. Null: a person wrote it, as far as can be told. */
function machineOf(message: IncomingMessage): Evidence | null {
  const own = headerOf(message, 'x-cadenza-send-id')
  if (own) return { rule: 'Mail of our own', found: `X-Cadenza-Send-Id: ${own}` }
  const auto = headerOf(message, 'auto-submitted')
  if (auto && !/^no\b/i.test(auto)) return { rule: 'Sent by a machine, RFC 3834', found: `Auto-Submitted: ${auto}` }
  const precedence = headerOf(message, 'precedence')
  const answers = headerOf(message, 'in-reply-to') || headerOf(message, 'references')
  if (/^(bulk|junk|list)\b/i.test(precedence) && !answers)
    return { rule: 'Mail to many', found: `Precedence: ${precedence}` }
  for (const name of ['list-id', 'list-unsubscribe', 'feedback-id']) {
    const value = headerOf(message, name)
    if (value && !answers) return { rule: 'Mail to many', found: `${name}: ${value}` }
  }
  return null
}

function answered(message: IncomingMessage): Evidence {
  for (const [name, shown] of [
    ['in-reply-to', 'In-Reply-To'],
    ['references', 'References'],
    ['subject', 'Subject'],
  ] as const) {
    const value = headerOf(message, name)
    if (value)
      return { rule: name === 'subject' ? 'Written by a person' : 'Answers a message', found: `${shown}: ${value}` }
  }
  return { rule: 'Written by a person', found: message.text.trim().slice(0, 80) }
}
