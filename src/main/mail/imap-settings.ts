/** How a mailbox is reached for reading, and what signs in there. */
import type { SmtpProtocol } from './smtp-settings.ts'

/** `starttls` means required: if the server doesn't offer it, nobody signs in. Certificates are always checked. */
export interface ImapServer {
  host: string
  port: number
  protocol: SmtpProtocol
  user: string
  /** PEM of certificate authorities to trust beside the system's. */
  ca?: string
  /** The person has confirmed that the password may travel unprotected. */
  allowPlaintextPassword?: boolean
}

/** What proves who signs in: a password, or the access token of somebody who signed in through a browser. */
export type Credential = { kind: 'password'; password: string } | { kind: 'token'; token: string }

export const secretOf = (credential: Credential): string =>
  credential.kind === 'password' ? credential.password : credential.token

/** In ms. Nothing is lost when reading fails, so a server is given less time than for sending. */
export interface ImapTimeouts {
  /** Name lookup, TCP, and TLS where it comes first. */
  connect: number
  greeting: number
  /** Silence of the server while it is to answer. */
  command: number
  /** A connection that was quiet must answer within this, or it counts as gone. */
  answer: number
}

export const imapTimeouts: ImapTimeouts = { connect: 30_000, greeting: 20_000, command: 60_000, answer: 15_000 }
