/**
 * How much of one message a server takes, as it says in its answer to EHLO (RFC 1870): in bytes, of the message as it
 * travels. Null: it names no limit ("SIZE 0", "SIZE" alone, or nothing at all).
 */
export function sizeSaid(ehlo: string): number | null {
  const bytes = Number(/^250[ -]SIZE[ =](\d{1,15})\s*$/im.exec(ehlo)?.[1] ?? 0)
  return bytes > 0 ? bytes : null
}
