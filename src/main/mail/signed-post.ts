/**
 * Posts one piece of news, signed: whoever has the secret can tell that it came from here, was not changed, and is not a
 * copy of an old one. The time is part of what is signed; a receiver refuses what is older than it likes.
 */
import { createHmac } from 'node:crypto'
import { webhookSecretName } from '../../shared/domain/secret-name.ts'
import type { Ports } from '../ports.ts'

export interface Piece {
  webhook: string
  url: string
  allowPrivate: boolean
  eventId: string
  event: string
  body: string
}

/** `waits`: it was not tried, because its secret can't be read now. */
export type Posted = { code: number | null; trouble: string | null } | { waits: string }

/** `t=1763888400,v1=…`: HMAC-SHA256 over the seconds, a dot and the body, in hex. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

async function secretOf({ keychain }: Ports, webhook: string): Promise<string | { waits: string }> {
  if (keychain.places?.isLocked()) return { waits: 'The vault is locked.' }
  try {
    const secret = await keychain.get(webhookSecretName(webhook))
    return secret ?? { waits: 'Its secret is not in the keychain. Remove the webhook and make it anew.' }
  } catch (error) {
    return { waits: `The keychain can't be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Never rejects. `signal` aborts it; whether it was taken is not known then. */
export async function postSigned(ports: Ports, piece: Piece, signal?: AbortSignal): Promise<Posted> {
  if (!ports.poster) return { waits: 'This program posts nothing.' }
  const secret = await secretOf(ports, piece.webhook)
  if (typeof secret !== 'string') return secret
  const seconds = Math.floor(ports.clock.now() / 1000)
  const answer = await ports.poster.post(piece.url, {
    body: piece.body,
    allowPrivate: piece.allowPrivate,
    signal,
    headers: {
      'Cadenza-Event': piece.event,
      'Cadenza-Event-Id': piece.eventId,
      'Cadenza-Signature': signatureOf(secret, seconds, piece.body),
    },
  })
  if ('trouble' in answer) return { code: null, trouble: answer.trouble }
  const { status } = answer
  if (status >= 200 && status < 300) return { code: status, trouble: null }
  const words = status >= 300 && status < 400 ? 'redirects are not followed' : 'anything but 2xx is a failure'
  return { code: status, trouble: `It answered ${status}: ${words}.` }
}
