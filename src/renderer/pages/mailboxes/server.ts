import type { Account } from './accounts.ts'

export type Protocol = 'starttls' | 'tls' | 'none'

/** Where a server is, as typed. */
export interface Place {
  host: string
  port: number
  protocol: Protocol
}

/** How a mailbox is reached, as typed. A password is never filled in: it is not known here. */
export interface Server extends Place {
  user: string
  password: string
  plaintext: boolean
  /** Text of a PEM file, null = none any more; left out, what is kept stays. */
  ca?: string | null
  /** What vouches for it beside the system's authorities. */
  authorities?: Account['ca_certificates']
}

/** Where a protocol usually listens. */
export const usualPort: Record<Protocol, number> = { starttls: 587, tls: 465, none: 25 }

/** What is usual for an address: its domain's smtp host, STARTTLS, the address as user name. */
export const guess = (address: string): Server => ({
  host: `smtp.${address.split('@')[1]?.toLowerCase() ?? ''}`,
  port: usualPort.starttls,
  protocol: 'starttls',
  user: address,
  password: '',
  plaintext: false,
  authorities: [],
})

export const serverOf = (account: Account): Server => ({
  host: account.smtp_host ?? '',
  port: account.smtp_port ?? usualPort.starttls,
  protocol: account.smtp_protocol ?? 'starttls',
  user: account.username ?? '',
  password: '',
  plaintext: false,
  authorities: account.ca_certificates,
})

/** Another protocol brings its usual port along, unless somebody chose one of their own. */
export const withProtocol = <P extends Place>(place: P, protocol: Protocol, ports: Record<Protocol, number>): P => ({
  ...place,
  protocol,
  port: place.port === ports[place.protocol] ? ports[protocol] : place.port,
})

/** As the engine takes it. An empty password is left out: then the one in the keychain stays. */
export const serverInput = ({ host, port, protocol, user, password, plaintext, ca }: Server) => ({
  smtp_host: host.trim(),
  smtp_port: port,
  smtp_protocol: protocol,
  username: user.trim() || null,
  ...(password ? { password } : {}),
  ...(plaintext ? { allow_plaintext_password: true } : {}),
  ...(ca === undefined ? {} : { ca_pem: ca }),
})

const near = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i

/** True where a password would cross a network that anybody can read along on. */
export const isReadable = ({ host, protocol, password }: Server): boolean =>
  protocol === 'none' && password !== '' && !near.test(host.trim())

/** True when a stored password would no longer be for this server. */
export const isElsewhere = (account: Account, server: Server): boolean =>
  account.smtp_host !== server.host.trim() ||
  account.smtp_port !== server.port ||
  account.smtp_protocol !== server.protocol ||
  (account.username ?? '') !== server.user.trim() ||
  // another authority may vouch for another server
  typeof server.ca === 'string'

export const isComplete = ({ host, port }: Place): boolean => host.trim() !== '' && port > 0
