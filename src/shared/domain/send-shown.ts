/** What a person is told about an email: its state in the ledger, and whether something stands in its way. */
import type { SendState } from './send.ts'

export const shownStates = [
  'planned',
  'sending',
  'sent',
  'moved',
  'held',
  'waiting',
  'unsure',
  'refused',
  'withdrawn',
] as const
export type ShownState = (typeof shownStates)[number]

export interface ShownFacts {
  state: SendState
  /** A person, or an email's own trouble, holds it back. */
  held: boolean
  /** Its contact or its sequence is paused. */
  paused: boolean
  /** The planner has looked and found no time for it. */
  timeless: boolean
  /** It was tried before, missed its time, or was moved by hand. */
  moved: boolean
  /** Its account is not active, or paused. */
  stuck: boolean
  /** All sending is paused or stopped. */
  halted: boolean
}

/** `waiting`: nothing is wrong with it, and it leaves when what it waits for is over. */
export function shownState(f: ShownFacts): ShownState {
  if (f.state !== 'planned') return f.state
  if (f.held) return 'held'
  if (f.paused || f.timeless || f.stuck || f.halted) return 'waiting'
  return f.moved ? 'moved' : 'planned'
}

export interface WhyFacts extends ShownFacts {
  sender: string
  reason: string | null
  reply: string | null
  /** The reason chain of the planner. */
  why: readonly string[]
  sandbox: boolean
  /** The delivery group it was engaged by, where none of its accounts sends now. */
  idleGroup: string | null
  /** `reason`: why it can't send, in the words that are kept with it. */
  account: { state: 'pending' | 'active' | 'inactive' | 'error'; reason: string | null; paused: boolean }
  stopped: boolean
}

/** The reason of an email whose task before it is not done, and for the search of such. */
export const waitsForTask = (step: number): string => `waits for the task of step ${step} to be done or skipped`
/** Why a task that a person skipped is withdrawn. */
export const skippedByHand = 'skipped by hand'
const taskReason = /^waits for the task of step \d+ /

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function whyWaiting(f: WhyFacts): string {
  if (f.stopped) return 'The red stop is on'
  if (f.halted) return 'All sending is paused'
  if (f.stuck && f.idleGroup !== null) return `No account of “${f.idleGroup}” is active: its emails wait until one is`
  if (f.account.state === 'error') return `${f.sender} can't send: ${f.account.reason ?? 'no reason given'}`
  if (f.account.state !== 'active') return `${f.sender} is ${f.account.state}`
  if (f.account.paused) return `${f.sender} is paused`
  if (f.paused) return 'Its sequence or contact is paused'
  if (f.reason !== null && taskReason.test(f.reason)) return capital(f.reason)
  return 'A step before it is not over'
}

/**
 * `Mon 10:00 slot full for anna@example.com (50 an hour)` → `50 an hour, Mon 10:00 slot full`. A list cuts the end off, so
 * that what decided stands first; whose limit it is, the row says.
 */
function decidedFirst(piece: string): string {
  const full = /^(.+ slots? full)(?: for \S+)? \((.+)\)$/.exec(piece)
  return full ? `${full[2]}, ${full[1]}` : piece
}

/** The last thing that kept it from an earlier slot comes first. */
function whyPlanned(why: readonly string[]): string {
  const between = why.slice(1, -1)
  if (between.length > 0) return capital(between.map(decidedFirst).reverse().join('; '))
  return why.length > 0 ? `When it was due, in the ${why.at(-1)} slot` : 'Its time is being worked out'
}

/** Why it is where it is, in one line without a full stop. */
export function whyShort(f: WhyFacts): string {
  switch (shownState(f)) {
    case 'sending':
      return 'The server is taking it now'
    case 'sent':
      if (f.sandbox) return 'In the sandbox inbox'
      return capital(f.reason ?? (f.reply ? `the server took it: ${f.reply}` : 'the server took it'))
    case 'held':
      return capital(f.reason ?? 'held by hand')
    case 'waiting':
      return whyWaiting(f)
    case 'moved':
      return capital(f.reason ?? f.why[0] ?? 'moved by hand')
    case 'planned':
      return whyPlanned(f.why)
    default:
      return capital(f.reason ?? f.reply ?? 'no reason given')
  }
}
