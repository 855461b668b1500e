/**
 * The pure part of writing an email: what may stand in a header, and how follow-ups are titled.
 *
 * Decision on line breaks in header values: text meant for people (subjects, display names) comes from contact data, and a
 * stray line break in a spreadsheet must not stop a campaign, so every run of control characters becomes one space.
 * Anything a machine reads (addresses, message ids, send ids, parameter values) is refused instead: changed, it would be another
 * address or another id.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** One line of header text: control characters and line separators become one space, ends trimmed, broken UTF-16 replaced. */
export function headerText(value: string): string {
  return value.replace(loneSurrogate, '\ufffd').replace(controls, ' ').trim()
}

/**
 * Null when `address` can be written in a header and in SMTP as it stands, else what is wrong with it. A bare
 * addr-spec (RFC 5321 §4.1.2) of at most 254 characters; quoted local parts are not taken, because nobody means them.
 */
export function addressTrouble(address: string): string | null {
  const at = address.lastIndexOf('@')
  if (at < 1) return 'has no @'
  if (address.length > 254) return 'is longer than 254 characters'
  const local = address.slice(0, at)
  const domain = address.slice(at + 1)
  if (local.length > 64) return 'has more than 64 characters before the @'
  if (!localPart.test(local)) return 'has a character before the @ that an address cannot have'
  if (!domainName.test(domain)) return 'has no valid domain after the @'
  return null
}

// RFC 5322 atext, and the letters beyond ASCII of RFC 6531; no control, space or separator of any script.
const localPart = /^(?!\.)(?!.*\.\.)(?:[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]|(?![\p{C}\p{Z}])[\u{80}-\u{10ffff}])+(?<!\.)$/u
const domainName =
  /^(?=.{1,253}$)(?:(?!-)(?:[A-Za-z0-9-]|(?![\p{C}\p{Z}\p{P}\p{S}])[\u{80}-\u{10ffff}]){1,63}(?<!-)\.)*(?!-)(?:[A-Za-z0-9-]|(?![\p{C}\p{Z}\p{P}\p{S}])[\u{80}-\u{10ffff}]){1,63}(?<!-)$/u

/** True for `<left@right>` in the plain form that every server and client keeps (RFC 5322 §3.6.4, dot-atoms only). */
export function isMessageId(value: string): boolean {
  return value.length <= 250 && /^<[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]+@[A-Za-z0-9.\-_]+>$/.test(value)
}

/** Ids for `References` (RFC 5322 §3.6.4): the thread in order, each once, at most 20: the first and the newest. */
export function referencesOf(earlier: readonly string[]): string[] {
  const ids = [...new Set(earlier)]
  return ids.length <= 20 ? ids : [ids[0] as string, ...ids.slice(-19)]
}
