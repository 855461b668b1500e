/**
 * The signature of a mailbox. It is written as plain text, so that it can't break an email or carry anything along; in
 * HTML it keeps its lines, and its addresses of pages and mailboxes can be clicked.
 */

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] as string)

/** A page by its full address, a page that begins with www, or a mailbox. What ends a sentence isn't part of it. */
const links =
  /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)]|www\.[^\s<>"'/@:]+\.[^\s<>"':@]*[^\s<>"'.,;:!?)@]|[^\s<>"'@:/]+@[^\s<>"'@.]+(?:\.[^\s<>"'@.,;:!?)]+)+/gi

const targetOf = (found: string): string => {
  if (/^https?:\/\//i.test(found)) return found
  return found.includes('@') ? `mailto:${found}` : `https://${found}`
}

function linked(line: string): string {
  let html = ''
  let from = 0
  for (const match of line.matchAll(links)) {
    const [found] = match
    html += `${escaped(line.slice(from, match.index))}<a href="${escaped(targetOf(found))}">${escaped(found)}</a>`
    from = match.index + found.length
  }
  return html + escaped(line.slice(from))
}

/** A signature as HTML: everything escaped, line ends as breaks, addresses as links. */
export const signatureHtml = (text: string): string =>
  text
    .trim()
    .split(/\r\n?|\n/)
    .map(linked)
    .join('<br>\n')
