import { simpleParser } from 'mailparser'

/** A message taken apart for reading. */
export interface ParsedMessage {
  /** In their order, unfolded, as they stand in the message. */
  headers: { name: string; value: string }[]
  text: string | null
  html: string | null
  /** What hangs on it, pictures inside the text included. `size` in bytes, as sent decoded. */
  attachments: { name: string | null; type: string; size: number }[]
}

/** Reads a raw message. Whatever doesn't parse is left out; the source itself is always there to look at. */
export async function parseMessage(raw: Uint8Array): Promise<ParsedMessage> {
  // text is not made from HTML here: what is shown is what was sent
  const mail = await simpleParser(Buffer.from(raw), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  })
  return {
    headers: mail.headerLines.map(({ key, line }) => {
      const colon = line.indexOf(':')
      const name = colon > 0 ? line.slice(0, colon).trim() : key
      return {
        name,
        value: line
          .slice(colon + 1)
          .replace(/\r?\n(?=[ \t])/g, '')
          .trim(),
      }
    }),
    text: mail.text ?? null,
    html: mail.html || null,
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? null,
      type: contentType,
      size,
    })),
  }
}
