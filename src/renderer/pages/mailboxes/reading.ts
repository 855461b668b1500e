import type { Account } from './accounts.ts'
import type { Place, Protocol } from './server.ts'

/** How a mailbox is read, as typed. A password is never filled in: it is not known here. */
export interface Reading extends Place {
  user: string
  password: string
  folder: string
  /** Watched beside the inbox. */
  folders: string[]
  /** Who files copies of sent mail. */
  copies: Account['sent_copies']
}

/** Where a protocol usually listens. */
export const readingPort: Record<Protocol, number> = { tls: 993, starttls: 143, none: 143 }

/** Signs in as sending does, in the folder that the server marks. */
export const readAt = (place: Place): Reading => ({
  ...place,
  user: '',
  password: '',
  folder: '',
  folders: [],
  copies: 'auto',
})

/** What is usual for an address: its domain's imap host, TLS from the start. */
export const guessReading = (address: string): Reading =>
  readAt({ host: `imap.${address.split('@')[1]?.toLowerCase() ?? ''}`, port: readingPort.tls, protocol: 'tls' })

/** What is there, or a guess from the address where nothing is. */
export const readingOf = (account: Account): Reading =>
  account.imap_host === null
    ? guessReading(account.from_email)
    : {
        host: account.imap_host,
        port: account.imap_port ?? readingPort.tls,
        protocol: account.imap_protocol ?? 'tls',
        user: account.imap_username ?? '',
        password: '',
        folder: account.imap_sent_folder ?? '',
        folders: account.imap_folders,
        copies: account.sent_copies,
      }

/** As the engine takes it. An empty password is left out: then the one that serves stays. */
export const readingInput = ({ host, port, protocol, user, password, folder, folders, copies }: Reading) => ({
  imap_host: host.trim(),
  imap_port: port,
  imap_protocol: protocol,
  imap_username: user.trim() || null,
  imap_sent_folder: folder.trim() || null,
  imap_folders: folders,
  sent_copies: copies,
  ...(password ? { imap_password: password } : {}),
})

/** True when no password that is kept was given for this server. */
export const isReadElsewhere = (account: Account, reading: Reading): boolean =>
  account.imap_host !== reading.host.trim() ||
  account.imap_port !== reading.port ||
  account.imap_protocol !== reading.protocol ||
  (account.imap_username ?? '') !== reading.user.trim()
