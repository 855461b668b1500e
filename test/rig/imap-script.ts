/** What a scripted IMAP server is told to do, and what it writes down. */
import type { RigMailbox } from './imap-mailbox.ts'

/**
 * Where it can misbehave. `heads` and `bodies` are FETCH without and with whole messages; `append`: before the message
 * is asked for, `literal`: it was read and thrown away, `filed`: it is in the folder.
 */
export type ImapPlace =
  | 'greeting'
  | 'capability'
  | 'login'
  | 'namespace'
  | 'list'
  | 'select'
  | 'status'
  | 'search'
  | 'heads'
  | 'bodies'
  | 'idle'
  | 'done'
  | 'noop'
  | 'append'
  | 'literal'
  | 'filed'
  | 'logout'

/**
 * - `no`, `bad`: refuses, with `text` after the word; `bye`: says goodbye with `text` and closes
 * - `drop`: closes; `reset`: closes with a TCP RST; `partial`: half of the answer, then closes
 * - `hang`: reads on and says nothing any more, as a host does that has lost its network
 * - `garbage`: lines that are no IMAP, then the usual; `wrong tag`: the usual, ended for a command that nobody gave
 * - `long literal`: claims more bytes than follow, then closes; `short literal`: claims fewer than follow
 * - `vanish`: the usual, and then nothing any more (a connection that is half open)
 * - `drip`: the usual, a few bytes at a time; `twice`: each line of the answer twice
 * - `mid`: half of the answer, then `meanwhile` happens, then the rest
 */
export type ImapDeed =
  | 'no'
  | 'bad'
  | 'bye'
  | 'drop'
  | 'reset'
  | 'partial'
  | 'hang'
  | 'vanish'
  | 'garbage'
  | 'wrong tag'
  | 'long literal'
  | 'short literal'
  | 'drip'
  | 'twice'
  | 'mid'

export interface ImapRule {
  at: ImapPlace
  do: ImapDeed
  text?: string
  /** Occasions to let pass before, default 0. */
  skip?: number
  /** Occasions to spoil, default 1. */
  times?: number
  /** Only where the command names, or has open, a folder of this name. */
  folder?: string
  /** Of `mid`. */
  meanwhile?: (mailbox: RigMailbox) => void
}

/** One line of what happened, in order. */
export interface ImapEvent {
  event: 'connect' | 'command' | 'fault' | 'close'
  /** Connection, counted from 1. */
  connection: number
  /** The command as it was given, without tag and secret; of a fault what was done; of an end who ended it. */
  text: string
  place?: ImapPlace
}

/** What a server can do; each is named in its CAPABILITY. Who can ENABLE says so unasked; an older one has to be asked. */
export const modern = [
  'IDLE',
  'SPECIAL-USE',
  'ESEARCH',
  'MOVE',
  'CONDSTORE',
  'ENABLE',
  'UIDPLUS',
  'LITERAL+',
  'NAMESPACE',
  'ID',
]
export const plain = ['IDLE', 'NAMESPACE', 'UIDPLUS']
/** A server that can only what RFC 3501 asks for. */
export const bare: string[] = []
/** Among what a server can do: it doesn't say which UID comes next when a folder is opened, as RFC 3501 lets it. */
export const silentOnUidNext = 'X-NO-UIDNEXT'
