import { encodeWord, foldLines, quoteString } from 'nodemailer/lib/mime-funcs'
import { Refusal } from '../../shared/domain/failure.ts'
import { addressTrouble, headerText, isMessageId } from '../../shared/domain/message.ts'

/** The header block of an email. What people wrote is made one line and encoded; what machines read is refused if odd. */

export interface NamedAddress {
  name: string | null
  address: string
}

/** Unstructured text (RFC 5322 §2.2.1), encoded where it isn't plain (RFC 2047). */
export function textValue(text: string): string {
  const clean = headerText(text)
  return isPlain(clean) ? clean : encodeWord(clean, encodingFor(clean), 52)
}

/** `Name <address>` (RFC 5322 §3.4). Throws Refusal `invalid_address` for an address that can't stand in a header. */
export function mailboxValue({ name, address }: NamedAddress): string {
  const wrong = addressTrouble(address)
  if (wrong) throw new Refusal('invalid_address', `${JSON.stringify(headerText(address))} ${wrong}`)
  const clean = headerText(name ?? '')
  if (clean === '') return address
  return `${phrase(clean)} <${address}>`
}

function phrase(name: string): string {
  if (!isPlain(name)) return encodeWord(name, encodingFor(name), 52)
  return /^[A-Za-z0-9 ]+$/.test(name) ? name : quoteString(name)
}

/**
 * Plain: printable ASCII that survives folding and comes back as it was. Not plain are words too long to fold, several
 * spaces in a row (a fold could leave a line of nothing but spaces) and what looks like an encoded word already.
 */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !/[^ ]{60}| {2}|=\?/.test(text)
}

/** Q stays readable for mostly Latin text, B is shorter for the rest. */
function encodingFor(text: string): 'Q' | 'B' {
  const latin = text.replace(/[^A-Za-z0-9 ]/g, '').length
  return latin * 2 >= text.length ? 'Q' : 'B'
}

/** Throws Refusal `bad_request` for anything but a plain `<left@right>`. */
export function messageIdValue(id: string): string {
  if (!isMessageId(id))
    throw new Refusal('bad_request', `not a message id: ${JSON.stringify(headerText(id).slice(0, 80))}`)
  return id
}

/** RFC 5322 §3.3, in UTC. `instant` is ms since the epoch. */
export function dateValue(instant: number): string {
  const date = new Date(instant)
  const year = date.getUTCFullYear()
  if (!(year >= 1970 && year <= 9999)) throw new Refusal('bad_request', `not a date: ${instant}`)
  return date.toUTCString().replace('GMT', '+0000')
}

/**
 * Header lines, each ended with CRLF, folded at 76 where a space allows it; a value of one word stays beside its name, as
 * some readers take a name alone on its line for an empty header. Entries with an empty value are left out.
 */
export function headerBlock(headers: readonly (readonly [name: string, value: string | null])[]): string {
  let block = ''
  for (const [name, value] of headers) {
    if (!value) continue
    const line = `${name}: ${value}`
    block += `${value.includes(' ') ? foldLines(line, 76) : line}\r\n`
  }
  return block
}
