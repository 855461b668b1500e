import type { SmtpPhase } from '../../shared/domain/outcome.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import type { SmtpTimeouts } from './smtp-settings.ts'

/**
 * Where a conversation stands. nodemailer reports the same error whether the server vanished at EHLO or after it took
 * the message, so we read along: every command that leaves and every reply that comes passes through its transaction
 * log (passwords are masked in it), and the oldest command without a reply is the phase we are in.
 */
export interface Track {
  /** To be given to nodemailer with `transactionLog: true`. */
  logger: Record<
    'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    (entry: { tnx?: string }, text?: string) => void
  >
  phase(): SmtpPhase
  /** The last reply, word for word, and what it answered. Null before the greeting. */
  lastReply(): { phase: SmtpPhase; text: string } | null
  /** The reply to the last EHLO, where the extensions are. */
  ehlo(): string
  /** Connecting begins. */
  start(): void
  /** An email begins; until its MAIL has left, that is where we stand. */
  begin(): void
  /** The transaction log doesn't show the body: `committing` is our own time, `body` each block, `dot` the end handed over. */
  body(stage: 'committing' | 'body' | 'dot'): void
  /** No command is waiting for a reply, and none will. */
  rest(): void
  readonly deadline: Deadline
}

/** `onLate` is called when a phase takes longer than `waits` allows. */
export function startTrack(waits: SmtpTimeouts, onLate: () => void): Track {
  const waiting: SmtpPhase[] = []
  const deadline = startDeadline(onLate)
  let between: SmtpPhase = 'connect'
  let last: { phase: SmtpPhase; text: string } | null = null
  let ehlo = ''

  const phase = () => waiting[0] ?? between
  const sent = (command: string) => {
    waiting.push(phaseOf(command, between))
    deadline.set(waits.command)
  }
  const received = (text: string) => {
    const answered = phase()
    last = { phase: answered, text }
    between = waiting.shift() ?? between
    if (answered === 'ehlo') ehlo = text
    // After "220 go ahead" the handshake is still to come, so the clock keeps running.
    if (waiting.length > 0 || answered === 'starttls') deadline.set(waits.command)
    else deadline.clear()
  }
  const ignore = () => {}
  return {
    phase,
    lastReply: () => last,
    ehlo: () => ehlo,
    deadline,
    start: () => deadline.set(waits.connect),
    begin() {
      between = 'mail'
    },
    body(stage) {
      if (stage === 'committing') return deadline.clear()
      between = stage
      deadline.set(stage === 'body' ? waits.block : waits.termination)
    },
    rest() {
      waiting.length = 0
      deadline.clear()
    },
    logger: {
      trace: ignore,
      warn: ignore,
      error: ignore,
      fatal: ignore,
      info(entry, text) {
        if (entry.tnx !== 'network' || !text?.includes('established')) return
        waiting.push('greeting')
        deadline.set(waits.greeting)
      },
      debug(entry, text) {
        if (entry.tnx === 'client') sent(text ?? '')
        else if (entry.tnx === 'server') received(text ?? '')
      },
    },
  }
}

const verbs: Record<string, SmtpPhase> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  RSET: 'mail',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  '.': 'dot',
}

/** A line that is no command is the next part of a sign-in. */
function phaseOf(command: string, between: SmtpPhase): SmtpPhase {
  const verb = /^[A-Z.]+(?=$|[ :])/.exec(command)?.[0] ?? ''
  return verbs[verb] ?? between
}
