import { ORPCError } from '@orpc/client'
import { CommanderError } from 'commander'
import { type FailureCode, failures, Refusal } from '../../../shared/domain/failure.ts'
import { type Io, painter } from './io.ts'

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
  const { code, message } = error instanceof Error ? (error as Error & { code?: unknown }) : { code: '', message: '' }
  const known = error instanceof Refusal || error instanceof ORPCError
  if (known && typeof code === 'string' && code in failures) {
    const failure = code as FailureCode
    const exit = failure === 'cancelled' ? exitCodes.interrupted : exitCodes.failed
    return { code: failure, message, next: failures[failure].next, exit }
  }
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    code: 'internal',
    message: words,
    next: 'This is a fault of Cadenza; please report it.',
    exit: exitCodes.failed,
  }
}

/** Codes whose sentence already says what to do next. */
const complete = /^(invalid_|bad_request$|not_found$|no_sender$|missing_variable$|account_error$|state$|conflict$)/

/** Says what went wrong, as one JSON line where a program listens, and gives back the exit code. */
export function report(io: Io, error: unknown, json: boolean): number {
  const { code, message, next, exit } = troubleOf(error)
  const paint = painter(io, 'stderr')
  if (json) io.stderr.write(`${JSON.stringify({ code, message, next })}\n`)
  else
    io.stderr.write(
      `${paint('red', 'error:')} ${message}\n${next && !complete.test(code) ? `${paint('dim', next)}\n` : ''}`,
    )
  return exit
}
