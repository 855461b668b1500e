/** The body of an opt-out: what a mail program posts by one click (RFC 8058), or the button of the page. */
import type { IncomingMessage } from 'node:http'

/** Both forms have some dozens of bytes. */
const mostBytes = 2048

/** The body as text, or why it isn't read. */
export async function readForm(req: IncomingMessage): Promise<{ text: string } | { status: number }> {
  const { 'content-encoding': coding, 'content-length': length } = req.headers
  if (coding !== undefined && coding !== 'identity') return { status: 415 }
  if (Number(length ?? 0) > mostBytes) return { status: 413 }
  let text = ''
  // leaving the loop must not destroy the request, or it could not be answered
  for await (const piece of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    text += piece.toString('latin1')
    if (text.length > mostBytes) return { status: 413 }
  }
  return { text }
}

/** How an opt-out was asked for; null: the body asks for none. */
export function wishOf(type: string | undefined, text: string): 'one_click' | 'page' | null {
  if (/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type ?? '')) {
    const form = new URLSearchParams(text)
    if (isOneClick(form.get('List-Unsubscribe'))) return 'one_click'
    return form.get('confirm') === 'opt-out' ? 'page' : null
  }
  const boundary = /^multipart\/form-data\s*;.*boundary="?([^";]{1,70})"?/i.exec(type ?? '')?.[1]
  if (boundary === undefined) return null
  const isAsked = text.split(`--${boundary}`).some((part) => {
    const gap = part.indexOf('\r\n\r\n')
    return /name="?List-Unsubscribe"?/i.test(part.slice(0, Math.max(0, gap))) && isOneClick(part.slice(gap + 4).trim())
  })
  return isAsked ? 'one_click' : null
}

const isOneClick = (value: string | null): boolean => value?.toLowerCase() === 'one-click'
