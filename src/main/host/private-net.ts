/** Which numbers of the internet are nobody's but one's own, and names that are looked up so that none of them is reached. */
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Networks that no public receiver is in: IANA's special-purpose registries (RFC 6890 and what was added). */
const special: [family: 'ipv4' | 'ipv6', net: string, prefix: number][] = [
  ['ipv4', '0.0.0.0', 8],
  ['ipv4', '10.0.0.0', 8],
  ['ipv4', '100.64.0.0', 10],
  ['ipv4', '127.0.0.0', 8],
  ['ipv4', '169.254.0.0', 16],
  ['ipv4', '172.16.0.0', 12],
  ['ipv4', '192.0.0.0', 24],
  ['ipv4', '192.0.2.0', 24],
  ['ipv4', '192.88.99.0', 24],
  ['ipv4', '192.168.0.0', 16],
  ['ipv4', '198.18.0.0', 15],
  ['ipv4', '198.51.100.0', 24],
  ['ipv4', '203.0.113.0', 24],
  ['ipv4', '224.0.0.0', 3],
  // IPv6 is public in 2000::/3 alone, and there are holes in that
  ['ipv6', '::', 3],
  ['ipv6', '4000::', 2],
  ['ipv6', '8000::', 1],
  ['ipv6', '2001::', 23],
  ['ipv6', '2001:db8::', 32],
  ['ipv6', '2002::', 16],
  ['ipv6', '3fff::', 20],
]
/** A list each: in one, an IPv4 number would be looked for among those of IPv6 too. */
const closed = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [family, net, prefix] of special) closed[family].addSubnet(net, prefix, family)

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** True for a number that no public receiver has. */
export const isPrivate = (address: string): boolean => {
  const version = isIP(address)
  const family = version === 6 ? 'ipv6' : 'ipv4'
  return version === 0 || closed[family].check(address, family)
}

export const isLoopback = (address: string): boolean => loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

export const refusal = (address: string, what: string): Error =>
  Object.assign(new Error(`${address} is in a private network, which ${what} may not reach`), { code: 'EPRIVATE' })

/** Refuses what `mayReach` doesn't let through before anything is connected to; every number of a name has to pass. */
export const guarded =
  (lookup: LookupFunction, mayReach: (address: string) => boolean, what: string): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, [], 0)
      const all = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]
      const bad = all.find(({ address }) => !mayReach(address))
      if (bad) return done(refusal(bad.address, what), [], 0)
      const [first] = all
      if (!first) return done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), [], 0)
      return options.all ? done(null, all) : done(null, first.address, first.family)
    })
