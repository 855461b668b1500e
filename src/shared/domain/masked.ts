/** Texts that are shown to somebody who is to know what happened, and to nobody who is to know whom it was about. */

/** `anna@example.com` → `a…@e….com`: enough to tell two mailboxes apart, too little to write to one. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@')
  if (at < 0) return '…'
  const host = address.slice(at + 1)
  const dot = host.lastIndexOf('.')
  const end = dot > 0 ? host.slice(dot) : ''
  return `${[...address][0] ?? ''}…@${[...host][0] ?? ''}…${end}`
}

/** What may be quoted in a text of ours: somebody's words, a name, a part of an email. A stroke within a word is none. */
const quoted = [
  /"[^"]*"/g,
  /“[^”]*”/g,
  /„[^“”]*[“”]/g,
  /«[^»]*»/g,
  /`[^`]*`/g,
  /(?<![\p{L}\p{N}])['‘].*?['’](?!\p{L})/gu,
]
const link = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi
const email = /[^\s<>()[\]"'“”,;:/\\]+@[^\s<>()[\]"'“”,;:/\\]+/gu
/** Numbers that are no codes, sizes or times: telephones. */
const phone = /(?<![\w.:-])\+?\d[\d ()/-]{8,}\d(?![\w:-])/g
/** What an error of the network names after its code: a server, or its number. */
const server = /\b(E[A-Z]{4,}|EAI_[A-Z]+) +(?=[^\s]*[.:[])[^\s,;)]+/g
/** The folders of a path; its last part names a file of the program, or one of Cadenza's own. */
const folders = /(?:[a-z]:)?(?:[\\/][^\s\\/:"'()]+)+[\\/]/gi

/** Characters that are looked at: patterns take their time with more, and fewer are shown. */
const longest = 600

/**
 * A text of the log without addresses, links, folders, telephone numbers and what it quotes. Only the first line: what
 * follows in an error is added by whoever threw it.
 *
 * @param known folders of this computer whose names could hold a person's, the longest first
 */
export function maskText(text: string, known: readonly string[] = []): string {
  let [clean = ''] = text.slice(0, longest).split(/\r?\n/, 1)
  for (const folder of known) if (folder.length > 1) clean = clean.replaceAll(folder, '‹folder›')
  for (const each of quoted) clean = clean.replace(each, '‹quoted›')
  clean = clean
    .replace(link, '‹link›')
    .replace(email, '‹address›')
    .replace(server, '$1 ‹server›')
    .replace(folders, '‹folder›/')
    .replace(phone, '‹number›')
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean
}

/** Where an error came from, of its stack: the program's own files and lines, `engine.js:12:7`, at most `most`. */
export function stackPlaces(text: string, most = 6): string[] {
  return [...text.matchAll(/([\w.-]+\.[cm]?[jt]sx?:\d+:\d+)/g)].slice(0, most).map(([place]) => place)
}
