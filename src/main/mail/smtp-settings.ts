/** How to reach a mail server, and how long to wait for it. */
import type { Ports } from '../ports.ts'

/** `starttls` means required: if the server doesn't offer it, nothing is sent. Certificates are always checked. */
export type SmtpProtocol = 'none' | 'starttls' | 'tls'

export interface SmtpSettings {
  /** Host name or address. */
  host: string
  port: number
  protocol: SmtpProtocol
  /** User name to sign in with, null = without signing in. */
  user: string | null
  /** PEM of certificate authorities to trust beside the system's. */
  ca?: string
  /** What we call ourselves in EHLO; by default an address literal, so that the computer's name isn't told (RFC 5321 §4.1.4). */
  name?: string
  /** The person has confirmed that the password may travel unprotected. */
  allowPlaintextPassword?: boolean
}

/** In ms. The defaults are the minima of RFC 5321 §4.5.3.2. */
export interface SmtpTimeouts {
  /** Name lookup, TCP, and TLS where it comes first. */
  connect: number
  greeting: number
  /** Each command up to the reply to DATA. */
  command: number
  /** Each block of the body. */
  block: number
  /** From the final dot to its reply; shorter, and mail that was delivered would look unsure. */
  termination: number
  /** A connection with nothing to send is closed politely after this. */
  idle: number
}

export const smtpTimeouts: SmtpTimeouts = {
  connect: 2 * 60_000,
  greeting: 5 * 60_000,
  command: 5 * 60_000,
  block: 3 * 60_000,
  termination: 10 * 60_000,
  idle: 15_000,
}

/** True for this very computer: `localhost`, 127.0.0.0/8, ::1, and those mapped into IPv6. */
export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare)
}

/** True where there is no network at all and the server is on another computer: it needn't be tried. Null: there is no server. */
export const isCutOff = (server: { host: string } | null, { online }: Pick<Ports, 'online'>): boolean =>
  server !== null && !isLoopback(server.host) && online?.() === false

/** Null when the password may travel as the settings say, else why not. Checked at the door and again before each sign-in. */
export function plaintextTrouble(settings: SmtpSettings, hasSecret: boolean, host = settings.host): string | null {
  if (settings.protocol !== 'none' || !hasSecret || settings.allowPlaintextPassword || isLoopback(host)) return null
  return `Without TLS the password for ${settings.user ?? 'this account'} would travel readable to ${host}`
}
