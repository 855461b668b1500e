/** By what a message names mail of ours: the ids it answers, returns or quotes, and our own mark. */
import { fieldsOf, headersOf, messageIdsIn } from './incoming-read.ts'
import type { IncomingMessage } from './incoming-shape.ts'

/** Headers of an original that carry its id: its own, what a provider kept of it, and what it answers itself. */
const named = new Set([
  'message-id',
  'x-microsoft-original-message-id',
  'x-google-original-message-id',
  'in-reply-to',
  'references',
  'original-message-id',
  'x-original-message-id',
])
const mark = 'x-cadenza-send-id'
/** Our mark or an id in a text that quotes headers, as notices without MIME do; quote signs may stand before it. */
const quotedMark = /X-Cadenza-Send-Id:[ \t]{0,8}([\w-]{1,128})/gi
const quotedId =
  /(?:Message-Id|Original-Message-Id)["']?[ \t]{0,8}[:=][ \t]{0,8}\n?[ \t]{0,8}(<[^<>@\s]{1,500}@[^<>@\s]{1,250}>)/gi

/** At most this many of each: References of a long thread are told by their ends. */
const most = 200

/** Message ids (with angle brackets) and our marks that a message names, nearest first. */
export function namedIn(message: IncomingMessage): { ids: string[]; sendIds: string[] } {
  const ids = new Set<string>()
  const sendIds = new Set<string>()
  const take = (from: Iterable<string>) => {
    for (const id of from) if (ids.size < most) ids.add(id)
  }
  const mine = headersOf(message, 'message-id').flatMap(messageIdsIn)
  take(headersOf(message, 'in-reply-to').flatMap(messageIdsIn))
  take(headersOf(message, 'references').flatMap((value) => messageIdsIn(value).reverse()))
  for (const { type, text } of message.parts)
    if (text !== null && isOriginal(type)) {
      for (const { name, value } of fieldsOf(text)) {
        if (named.has(name)) take(messageIdsIn(value))
        if (name === mark) sendIds.add(value)
      }
    }
  for (const value of headersOf(message, mark)) sendIds.add(value)
  for (const { text } of [{ text: message.text }, ...message.parts]) {
    if (text === null) continue
    take(Array.from(text.matchAll(quotedId), ([, id = '']) => id))
    for (const [, id = ''] of text.matchAll(quotedMark)) if (sendIds.size < most) sendIds.add(id)
  }
  for (const id of mine) ids.delete(id)
  return { ids: [...ids], sendIds: [...sendIds] }
}

const isOriginal = (type: string): boolean =>
  [
    'message/rfc822',
    'text/rfc822-headers',
    'message/rfc822-headers',
    'message/global',
    'message/global-headers',
    'message/delivery-status',
    'message/feedback-report',
  ].includes(type)
