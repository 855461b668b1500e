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
  const older = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return older ?? (isIP(address) === 6 ? networkOf(address) : address)
}

/** The first four groups of an IPv6 address, however it is written. */
function networkOf(address: string): string {
  const [left = '', right] = address.toLowerCase().split('::')
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').flatMap((each) => (each.includes('.') ? [each, ''] : [each]))
  const [first, last] = [groups(left), groups(right ?? '')]
  const gap = right === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  const all = [...first, ...Array.from({ length: gap }, () => '0'), ...last]
  return all
    .slice(0, 4)
    .map((each) => each.replace(/^0+(?=.)/, ''))
    .join(':')
}
