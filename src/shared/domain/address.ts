/**
 * Email addresses: which ones can be written to, and why the others can't.
 *
 * What counts is the address as a mail server takes it (RFC 5321 §4.1.2): a local part of atoms joined by dots, or one
 * quoted string; a domain of letters, digits and hyphens. What only a message header may hold (comments, folding,
 * obsolete forms of RFC 5322) is refused, and so are address literals such as `[192.0.2.1]`: nobody's contact list
 * means them. A domain in another script is turned into the form that travels (`müller.de` → `xn--mller-kva.de`). A
 * local part in another script is refused, because it needs SMTPUTF8 (RFC 6531) on every server on the way, and a
 * server without it turns the mail down long after the sequence was planned.
 *
 * An accepted address holds printable ASCII only, so it can't break out of a header or an SMTP command. All checks are
 * single passes: a hostile cell of a million characters costs a million steps.
 */
import { domainToAscii } from './punycode.ts'

export type AddressProblem =
  | 'empty'
  | 'too_long'
  | 'control_character'
  | 'no_at'
  | 'several'
  | 'display_name'
  | 'comment'
  | 'no_local_part'
  | 'no_domain'
  | 'dot_start'
  | 'dot_end'
  | 'double_dot'
  | 'bad_character'
  | 'quotes'
  | 'local_too_long'
  | 'non_ascii_local'
  | 'address_literal'
  | 'hyphen'
  | 'label_too_long'
  | 'domain_too_long'
  | 'bad_domain'

export type AddressCheck =
  | { ok: true; address: string; domain: string }
  | { ok: false; code: AddressProblem; message: string }

/** RFC 5321 §4.5.3.1.3: a path has at most 256 characters, of which two are the angle brackets. */
const longestAddress = 254
/** RFC 5321 §4.5.3.1.1. */
const longestLocalPart = 64
/** RFC 5321 §4.5.3.1.2. */
const longestDomain = 255
/** RFC 1035 §2.3.4. */
const longestLabel = 63

const at = 64
const dot = 46
const hyphen = 45
const quote = 34
const backslash = 92

/** 1 = may stand in an atom (RFC 5322 §3.2.3 atext), 2 = as well in a domain label (letters and digits). */
const atoms = new Uint8Array(128)
for (const c of "!#$%&'*+-/=?^_`{|}~") atoms[c.charCodeAt(0)] = 1
for (const c of '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') atoms[c.charCodeAt(0)] = 2

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

/**
 * Checks one address as typed, without spaces around it. Accepted: `address` as it travels (local part as written,
 * domain in ASCII, upper and lower case kept where it was ASCII) and `domain` in lower case. Refused: a code and a
 * sentence that says what to do.
 */
export function checkAddress(text: string): AddressCheck {
  if (text === '') return refuse('empty', 'There is no address.')
  if (text.length > 4 * longestAddress)
    return refuse('too_long', `An address has at most ${longestAddress} characters.`)
  const split = text.charCodeAt(0) === quote ? endOfQuotes(text) : endOfAtoms(text)
  if (typeof split !== 'number') return plainest(text, split)
  if (split > longestLocalPart)
    return refuse(
      'local_too_long',
      `The part before @ has ${split} characters; at most ${longestLocalPart} are allowed.`,
    )
  const trouble = checkDomain(text, split + 1)
  if (trouble === otherDomain) return checkOtherDomain(text.slice(0, split), text.slice(split + 1))
  if (trouble) return plainest(text, trouble)
  if (text.length > longestAddress)
    return refuse('too_long', `The address has ${text.length} characters; at most ${longestAddress} are allowed.`)
  return { ok: true, address: text, domain: text.slice(split + 1).toLowerCase() }
}

const invisibleMessage = 'The address holds a line break or another invisible character; remove it.'

/** An invisible character is the real fault, whatever else it makes look wrong. */
function plainest(text: string, refusal: AddressCheck): AddressCheck {
  if (!control.test(text)) return refusal
  return refuse('control_character', invisibleMessage)
}

/** The domain has letters of another script. */
function checkOtherDomain(local: string, written: string): AddressCheck {
  const domain = domainToAscii(written)
  if (domain === null)
    return plainest(written, refuse('bad_domain', `"${brief(written)}" can't be a domain; check its spelling.`))
  return checkAddress(`${local}@${domain}`)
}

/** The form in which addresses are compared: without case, as every real mail server does. For a checked address. */
export function addressKey(address: string): string {
  return address.toLowerCase()
}

/** The domain of a checked address, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

/** Place of the @ after a local part made of atoms, or what is wrong with it. */
function endOfAtoms(text: string): number | AddressCheck {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === at) {
      if (i === 0) return refuse('no_local_part', 'The part before @ is missing.')
      if (text.charCodeAt(i - 1) === dot) return refuse('dot_end', 'The part before @ ends with a dot; remove it.')
      return i
    }
    if (c === dot) {
      if (i === 0) return refuse('dot_start', 'The address begins with a dot; remove it.')
      if (text.charCodeAt(i - 1) === dot) return refuse('double_dot', 'There are two dots in a row; remove one.')
    } else if (c > 127 || atoms[c] === 0) return strayCharacter(text, i)
  }
  return refuse('no_at', 'The @ is missing.')
}

/** Place of the @ after a quoted local part (RFC 5321 Quoted-string), or what is wrong with it. */
function endOfQuotes(text: string): number | AddressCheck {
  for (let i = 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c < 32 || c === 127) return refuse('control_character', invisibleMessage)
    if (c > 127) return otherScript
    if (c === backslash) {
      const escaped = text.charCodeAt(++i)
      if (escaped < 32 || escaped === 127) return refuse('control_character', invisibleMessage)
      if (escaped > 127) return otherScript
    } else if (c === quote) {
      if (text.charCodeAt(i + 1) === at) return i + 1
      if (namedAddress(text)) return refuseNamed(text)
      return refuse('quotes', 'Quotation marks must enclose the whole part before @.')
    }
  }
  return refuse('quotes', 'A quotation mark is never closed; remove it or close it before @.')
}

const otherScript = refuse(
  'non_ascii_local',
  'The part before @ has letters outside a–z. Many mail servers refuse such addresses; ask for another one.',
)

/** Why the character at `i` can't stand in the local part, told by what the person most likely meant. */
function strayCharacter(text: string, i: number): AddressCheck {
  const char = text[i]
  if (char === '(' || char === ')') return refuse('comment', 'Remove the parentheses and what is inside them.')
  if (namedAddress(text)) return refuseNamed(text)
  if ((char === ',' || char === ';') && text.indexOf('@') !== text.lastIndexOf('@')) return several
  if (!text.includes('@')) return refuse('no_at', 'The @ is missing.')
  if (text.charCodeAt(i) > 127) return otherScript
  if (char === ' ') return refuse('bad_character', 'There is a space before @; remove it.')
  return refuse('bad_character', `The character ${char} is not allowed before @.`)
}

const several = refuse('several', 'There are several addresses; keep one.')

/** `Name <a@b.c>`: not an address, but easily made one. */
function namedAddress(text: string): string | null {
  const open = text.indexOf('<')
  return open >= 0 && text.endsWith('>') && text.indexOf('@', open) > 0 ? text.slice(open + 1, -1) : null
}

function refuseNamed(text: string): AddressCheck {
  return refuse('display_name', `Write the address alone: ${brief(namedAddress(text) ?? text)}`)
}

/** Says that the domain isn't ASCII: not wrong in itself. */
const otherDomain = refuse('bad_domain', '')

/** What is wrong with the domain that begins at `start`, or null. */
function checkDomain(text: string, start: number): AddressCheck | null {
  const end = text.length
  if (start === end) return refuse('no_domain', 'The domain after @ is missing.')
  let labelStart = start
  for (let i = start; i <= end; i++) {
    const c = i === end ? dot : text.charCodeAt(i)
    if (c === dot) {
      if (i === labelStart || i - labelStart > longestLabel || isHyphen(text, labelStart) || isHyphen(text, i - 1))
        return otherScriptIn(text, start) ? otherDomain : badLabel(text, start, labelStart, i)
      labelStart = i + 1
    } else if (c > 127 || (c !== hyphen && atoms[c] !== 2))
      return otherScriptIn(text, start) ? otherDomain : strayInDomain(text.slice(start), i - start)
  }
  return end - start > longestDomain
    ? refuse('domain_too_long', `The domain has ${end - start} characters; at most ${longestDomain} are allowed.`)
    : null
}

function isHyphen(text: string, i: number): boolean {
  return text.charCodeAt(i) === hyphen
}

function otherScriptIn(text: string, start: number): boolean {
  for (let i = start; i < text.length; i++) if (text.charCodeAt(i) > 127) return true
  return false
}

function badLabel(text: string, start: number, from: number, to: number): AddressCheck {
  if (from === to) {
    if (from === start) return refuse('dot_start', 'The domain begins with a dot; remove it.')
    if (to === text.length) return refuse('dot_end', 'The domain ends with a dot; remove it.')
    return refuse('double_dot', 'There are two dots in a row; remove one.')
  }
  const label = brief(text.slice(from, to))
  if (to - from > longestLabel)
    return refuse('label_too_long', `"${label}" in the domain is longer than ${longestLabel} characters.`)
  return refuse('hyphen', `"${label}" in the domain must not begin or end with a hyphen.`)
}

function strayInDomain(domain: string, i: number): AddressCheck {
  const char = domain[i]
  if (char === '[' && i === 0) return refuse('address_literal', 'Use a domain name instead of a number in brackets.')
  if (char === '@' || char === ',' || char === ';')
    return domain.includes('@') ? several : refuse('bad_character', `Remove the ${char} from the domain.`)
  if (char === '(' || char === ')') return refuse('comment', 'Remove the parentheses and what is inside them.')
  if (char === ' ') return refuse('bad_character', 'There is a space after @; remove it.')
  return refuse('bad_character', `The character ${char} is not allowed in a domain.`)
}

function refuse(code: AddressProblem, message: string): { ok: false; code: AddressProblem; message: string } {
  return { ok: false, code, message }
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
