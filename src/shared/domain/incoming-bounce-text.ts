/** What a notice says in words: where the returned message begins, which recipients it speaks of, and what of each. */
import { writtenTo } from './incoming-complaint.ts'
import { addressesIn, headersOf, partsOf } from './incoming-read.ts'
import type { IncomingMessage } from './incoming-shape.ts'

/** Longer than any notice's own words. */
const longestNotice = 20_000
/** A line by which programs announce that the returned message follows. */
const announced =
  /^[-=*_|#\s]{0,80}(?:this is a copy|below (?:this line )?is a copy|enclosed is a copy|included is a copy|copy of (?:the|your) message|original message\b|(?:the )?header of the original|(?:message|original message) (?:headers|text|header) follow|headers of the original|unsent message|returned message|original mail(?: info)?\b|transcript of the message|begin(?:ning)? of (?:returned|original)|message header follows)/i
/** Headers that only a message has, not a report about one. */
const header =
  /^(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|content-[a-z-]{4,30}|dkim-signature|domainkey-signature|x-[\w-]{1,60}|reply-to|sender|delivered-to|arc-[a-z-]{4,40}|list-[a-z]{2,20}|authentication-results|user-agent|references|in-reply-to|precedence|feedback-id):/i

/** The notice's own words: the text parts up to the message that it returns. */
export function noticeOf(message: IncomingMessage): string {
  const texts = partsOf(message, 'text/plain')
  const text = texts.length > 0 && message.text === texts[0] ? texts.join('\n') : message.text
  const lines = text.slice(0, longestNotice).split('\n')
  const end = lines.findIndex((line, i) => i > 0 && (announced.test(line) || isHeaders(lines, i)))
  return (end < 0 ? lines : lines.slice(0, end)).join('\n')
}

/** Three headers in five lines, folded ones aside. */
function isHeaders(lines: readonly string[], from: number): boolean {
  if (!header.test(lines[from] as string)) return false
  let found = 0
  for (let i = from; i < Math.min(lines.length, from + 5); i++) if (header.test(lines[i] as string)) found++
  return found >= 3
}

/** A recipient that stands at the head of its own line(s), as nearly all programs write it; codes may stand before it. */
const leading =
  /^[\s*|>•-]{0,12}(?:\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?)?["'<]{0,2}([^\s<>"'@:;,()]{1,64}@[^\s<>"':;,()[\]]{1,253})/
/** A recipient in a sentence. */
const spoken =
  /(?:\b(?:to|for|recipient|address|user|mailbox)[ \t:]|:|受信者|宛先)[ \t]{0,4}(?:\([a-z]{1,10}\)|\bis\b|address)?[ \t]{0,4}[<"']{0,2}([^\s<>"'@:;,()]{1,64}@[^\s<>"':;,()[\]]{1,253})/gi

export interface Said {
  address: string
  /** The lines about it alone, or all of the notice where that can't be told. */
  section: string
}

/** Recipients that the notice names, with what it says of each. */
export function recipientsIn(message: IncomingMessage, notice: string): Said[] {
  const failed = headersOf(message, 'x-failed-recipients').flatMap(addressesIn)
  const ours = new Set(ourHeaders.flatMap((name) => headersOf(message, name).flatMap(addressesIn)))
  const others = named(notice, (address) => !ours.has(address) && !robot.test(address))
  if (failed.length > 0) {
    const sectionOf = (address: string) => others.find((each) => each.address === address)?.section ?? notice
    return [...new Set(failed)].map((address) => ({ address, section: sectionOf(address) }))
  }
  if (others.length > 0) return others
  // Who writes to an address of their own is told of that very address.
  const any = named(notice, (address) => !robot.test(address))
  if (any.length > 0) return any
  const [written = addressesIn(quotedTo.exec(message.text)?.[1] ?? '')[0]] = writtenTo(message)
  return written === undefined ? [] : [{ address: written, section: notice }]
}

const ourHeaders = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'from', 'sender', 'return-path', 'reply-to']
/** The returned message's own header, where it stands in the text. */
const quotedTo = /^[ \t>]{0,8}To:[ \t]{0,8}([^\n]{3,400})$/im

/** The address that was written to, where another stands for it: an alias or a forwarding. */
function meant(address: string, section: string): string {
  return addressesIn(standingFor.exec(section)?.[1] ?? '')[0] ?? address
}

const standingFor = /\((?:ultimately )?(?:generated|expanded) from:?[ \t]{0,4}([^\n)]{3,300})/i

function named(notice: string, wanted: (address: string) => boolean): Said[] {
  const sections = sectionsOf(notice, wanted)
  if (sections.size > 0)
    return [...sections].map(([address, section]) => ({ address: meant(address, section), section }))
  const [first = addressesIn(notice).find(wanted)] = Array.from(notice.matchAll(spoken), ([, found = '']) => found)
    .flatMap(addressesIn)
    .filter(wanted)
  return first === undefined ? [] : [{ address: first, section: notice }]
}

const robot = /^(?:mailer-daemon|postmaster|abuse|support|helpdesk)@/

function sectionsOf(notice: string, isTheirs: (address: string) => boolean): Map<string, string> {
  const sections = new Map<string, string[]>()
  let open: string[] | null = null
  for (const line of notice.split('\n')) {
    const [address] = addressesIn(leading.exec(line)?.[1] ?? '')
    if (address !== undefined && isTheirs(address)) {
      open = sections.get(address) ?? []
      sections.set(address, open)
    }
    open?.push(line)
  }
  return new Map([...sections].map(([address, lines]) => [address, lines.join('\n')]))
}
