import { Command, CommanderError } from 'commander'
import pkg from '../../../../package.json' with { type: 'json' }
import { exitCodes, report } from './exit.ts'
import { hasColour, type Io } from './io.ts'
import { addPreview } from './preview.ts'

const codes = `
Exit codes:
  0    done
  1    refused or failed; the message on standard error says why, as one JSON line with --json
  2    the command line can't be understood
  130  ended by Ctrl-C`

/** The whole command line. Each command's file adds itself. */
function build(io: Io): Command {
  const program = new Command('cadenza')
    .description(pkg.description)
    .version(pkg.version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // Said once, at the end, by report().
      outputError: () => {},
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => (io.stdout.isTTY ? (io.stdout.columns ?? 80) : 100),
      getOutHasColors: () => hasColour(io),
    })
    .showSuggestionAfterError()
    .addHelpText('after', codes)
  addPreview(program, io)
  return program
}

/**
 * Runs one command line (without the names of node and script) and gives back its exit code. Everything it says goes
 * to `io`.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    await build(io).parseAsync(argv, { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    // Help and version end the program by way of an error too.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok
    return report(io, asUse(error), argv.includes('--json'))
  }
}

/** Commander's own refusals begin with "error: ", which report() says itself. */
function asUse(error: unknown): unknown {
  if (error instanceof CommanderError) error.message = error.message.replace(/^error: /, '')
  return error
}
