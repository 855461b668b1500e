import type { Account } from './accounts.ts'
import type { Protocol } from './server.ts'

/** How a mailbox is read, as typed. A password is never filled in: it is not known here. */
export interface Reading {
  host: string
  port: number
  protocol: Protocol
  user: string
  password: string
  folder: string
}

/** Where a protocol usually listens. */
const usualPort: Record<Protocol, number> = { tls: 993, starttls: 143, none: 143 }

/** What is there, or a guess from the address where nothing is. */
export const readingOf = (account: Account): Reading => ({
  host: account.imap_host ?? `imap.${account.from_email.split('@')[1]?.toLowerCase() ?? ''}`,
  port: account.imap_port ?? usualPort.tls,
  protocol: account.imap_protocol ?? 'tls',
  user: account.imap_username ?? '',
  password: '',
  folder: account.imap_sent_folder ?? '',
})

/** Another protocol brings its usual port along, unless somebody chose one of their own. */
export const readBy = (reading: Reading, protocol: Protocol): Reading => ({
  ...reading,
  protocol,
  port: reading.port === usualPort[reading.protocol] ? usualPort[protocol] : reading.port,
})

/** As the engine takes it. An empty password is left out: then the one that serves stays. */
export const readingInput = ({ host, port, protocol, user, password, folder }: Reading) => ({
  imap_host: host.trim(),
  imap_port: port,
  imap_protocol: protocol,
  imap_username: user.trim() || null,
  imap_sent_folder: folder.trim() || null,
  ...(password ? { imap_password: password } : {}),
})

/** True when no password that is kept was given for this server. */
export const isReadElsewhere = (account: Account, reading: Reading): boolean =>
  account.imap_host !== reading.host.trim() ||
  account.imap_port !== reading.port ||
  account.imap_protocol !== reading.protocol ||
  (account.imap_username ?? '') !== reading.user.trim()
