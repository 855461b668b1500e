/** Where a request comes from, for counting requests; it is kept nowhere. */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

const isHere = (address: string): boolean => address === '::1' || /^(?:::ffff:)?127\./.test(address)

/**
 * A name for whoever asks. A proxy on this computer says whom it asks for in the last entry of X-Forwarded-For; nobody
 * else's word is taken. Of IPv6 the network counts: one visitor has as many addresses there as they like.
 */
export function visitorOf(req: IncomingMessage): string {
  const peer = req.socket.remoteAddress ?? ''
  const said = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .pop()
    ?.trim()
  const address = isHere(peer) && said !== undefined && isIP(said) !== 0 ? said : peer
  return isIP(address) === 6 ? address.split(':').slice(0, 4).join(':') : address
}
