/** What a ledger server is told to do, and what it writes down. */

export type RigPhase = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'after'

/**
 * - `reply`: answers with `text` instead of the usual
 * - `drop`: closes; `reset`: closes with a TCP RST
 * - `hang`: says and reads nothing any more
 * - `garbage`: a line that is no SMTP, and goes on listening
 * - `partial`: the usual reply (or `text`) without its line end, then closes
 * - `drip`: the usual reply (or `text`), four bytes every 5 ms
 * - `twice`: the usual reply (or `text`), and once more
 */
export type RigDeed = 'reply' | 'drop' | 'reset' | 'hang' | 'garbage' | 'partial' | 'drip' | 'twice'

export interface RigRule {
  phase: RigPhase
  do: RigDeed
  text?: string
  /** Occasions to let pass before, default 0. */
  skip?: number
  /** Occasions to spoil, default 1. */
  times?: number
  /** Only for recipients that contain this (from `rcpt` on). */
  to?: string
  /** At `dot`: the server has taken the message before it misbehaves. */
  take?: boolean
}

export interface RigScript {
  rules?: RigRule[]
  /** What EHLO offers besides AUTH and STARTTLS. Default: PIPELINING, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES. */
  extensions?: string[]
  /** Who may sign in; without it AUTH isn't offered. */
  account?: { user: string; password: string }
  /** AUTH is offered, and whoever asks is let in. */
  anybody?: boolean
}

export interface RigTls {
  key: string
  cert: string
  /** From the first byte, or after STARTTLS. */
  mode: 'tls' | 'starttls'
}

/** One line of the ledger. A message counts as delivered once for each `taken`. */
export interface RigEvent {
  event:
    | 'connect'
    | 'ehlo'
    | 'starttls'
    | 'auth'
    | 'mail'
    | 'rcpt'
    | 'data354'
    | 'dot'
    | 'taken'
    | 'reply'
    | 'fault'
    | 'rset'
    | 'quit'
    | 'close'
  /** Connection, counted from 1. */
  connection: number
  /** Wall clock, ms since the epoch. */
  at: number
  /** Of `taken`, where the server was given a campaign's time: what it said, ms since the epoch. */
  time?: number
  from?: string
  to?: string[]
  messageId?: string | null
  sendId?: string | null
  /** Of the message without the doubled dots. */
  bytes?: number
  sha256?: string
  phase?: RigPhase
  do?: RigDeed
  text?: string
}
