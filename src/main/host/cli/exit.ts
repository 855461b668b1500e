import { ORPCError } from '@orpc/client'
import { CommanderError } from 'commander'
import { type FailureCode, failures, nextOf, Refusal } from '../../../shared/domain/failure.ts'
import { type Io, painter, shownSafely } from './io.ts'

/** What the shell is told. Documented in docs/cli.md and at the foot of `--help`. */
export const exitCodes = {
  ok: 0,
  /** Understood, but refused or failed: the message says why. */
  failed: 1,
  /** The command line can't be understood: an unknown option, a value of the wrong form. */
  usage: 2,
  /** Ended by Ctrl-C before it was done. */
  interrupted: 130,
} as const

/** A command line that can't be understood; the message names the option, its value and what to write instead. */
export function wrongUse(message: string): CommanderError {
  return new CommanderError(exitCodes.usage, 'cadenza.usage', message)
}

interface Trouble {
  code: FailureCode | 'usage' | 'internal'
  message: string
  next: string | null
  exit: number
}

/** What is to be said about an error, whichever door it came through. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof CommanderError)
    return { code: 'usage', message: error.message, next: null, exit: exitCodes.usage }
  if (!(error instanceof Error)) return internal(String(error))
  const { code, message, name } = error as Error & { code?: unknown }
  if (name === 'AbortError') return { ...refused('cancelled'), message: 'Cancelled; nothing of it is kept.' }
  if (error instanceof Refusal || error instanceof ORPCError)
    return typeof code === 'string' && code in failures
      ? { ...refused(code as FailureCode, error.data), message }
      : internal(message)
  if (typeof code === 'string' && lostLine.test(code))
    return {
      ...refused('locked'),
      message: `The engine went away before it had answered (${code}).`,
      next: 'Try again.',
    }
  // What the system says about a file names it; where in our code that happened helps nobody.
  if ('syscall' in error) return { code: 'internal', message, next: null, exit: exitCodes.failed }
  return internal(error.stack ?? message)
}

const lostLine = /^(ECONNRESET|ECONNREFUSED|EPIPE)$/

function refused(code: FailureCode, data?: unknown): Omit<Trouble, 'message'> {
  const exit = code === 'cancelled' ? exitCodes.interrupted : exitCodes.failed
  return { code, next: nextOf(code, data), exit }
}

const internal = (message: string): Trouble => ({
  code: 'internal',
  message,
  next: 'This is a fault of Cadenza; please report it.',
  exit: exitCodes.failed,
})

/** Codes whose sentence already says what to do next; what `forbidden` adds is about keys, of which a terminal needs none. */
const complete =
  /^(cancelled$|invalid_|bad_request$|not_found$|no_sender$|missing_variable$|account_error$|state$|conflict$|forbidden$)/

/** Says what went wrong, as one JSON line where a program listens, and gives back the exit code. */
export function report(io: Io, error: unknown, json: boolean): number {
  const { code, message, next, exit } = troubleOf(error)
  const paint = painter(io, 'stderr')
  if (json) io.stderr.write(`${JSON.stringify({ code, message, next })}\n`)
  else
    io.stderr.write(
      `${paint('red', 'error:')} ${shownSafely(message)}\n${next && !complete.test(code) ? `${paint('dim', next)}\n` : ''}`,
    )
  return exit
}
