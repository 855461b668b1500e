import { Command, CommanderError } from 'commander'
import pkg from '../../../../package.json' with { type: 'json' }
import { addAccounts } from './accounts.ts'
import { addBackup, addRestore } from './backup.ts'
import { addCalendar } from './calendar.ts'
import { addClassify } from './classify.ts'
import { addContacts } from './contacts.ts'
import { addDelegation } from './delegation.ts'
import { addDevices } from './devices.ts'
import { addDiagnostics } from './diagnostics.ts'
import { addDoctor } from './doctor.ts'
import { addDomains } from './domains.ts'
import { addEngage } from './engage.ts'
import { addEnrollments } from './enrollments.ts'
import { exitCodes, report } from './exit.ts'
import { addGroups } from './groups.ts'
import { addImport } from './import.ts'
import { addImports } from './imports.ts'
import { addIncoming } from './incoming.ts'
import { addInit } from './init.ts'
import { hasColour, type Io } from './io.ts'
import { addJoining } from './join.ts'
import { addKey } from './key.ts'
import { addPreview } from './preview.ts'
import { addRehearse } from './rehearse.ts'
import { addRemoveData } from './remove-data.ts'
import { addReport } from './report.ts'
import { addRequests } from './requests.ts'
import { addReview } from './review.ts'
import { addSafety } from './safety.ts'
import { addSandbox } from './sandbox.ts'
import { addSeats } from './seats.ts'
import { addSecrets } from './secrets.ts'
import { addSender } from './sender.ts'
import { addSends } from './sends.ts'
import { addSequences } from './sequences.ts'
import { addServe } from './serve.ts'
import { addSnippets } from './snippets.ts'
import { addStatus } from './status.ts'
import { addSuppressions } from './suppressions.ts'
import { addTasks } from './tasks.ts'
import { addUnsure } from './unsure.ts'
import { addWebhooks } from './webhooks.ts'
import { addWorkspaceFile } from './workspace-file.ts'

const codes = `
Exit codes:
  0    done
  1    refused or failed; the message on standard error says why, as one JSON line with --json
  2    the command line can't be understood
  130  ended by Ctrl-C`

/** In the order in which --help lists them. */
const commands = [
  ...[
    addPreview,
    addRehearse,
    addInit,
    addImport,
    addImports,
    addContacts,
    addSuppressions,
    addAccounts,
    addDomains,
    addGroups,
    addSequences,
    addSnippets,
    addReview,
    addEngage,
    addEnrollments,
    addServe,
    addSender,
    addStatus,
    addSends,
    addIncoming,
    addClassify,
  ],
  ...[
    addReport,
    addTasks,
    addUnsure,
    addSandbox,
    addSeats,
    addDevices,
    addJoining,
    addWorkspaceFile,
    addRequests,
    addDelegation,
    addKey,
    addCalendar,
    addWebhooks,
    addSecrets,
    addBackup,
    addRestore,
    addRemoveData,
    addSafety,
    addDoctor,
    addDiagnostics,
  ],
]

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
    .hook('preAction', (_, action) => {
      io.words = namesOf(action)
    })
  for (const add of commands) add(program, io)
  return program
}

/** "accounts list": the command with the groups it is in, without the program's own name. */
function namesOf(command: Command): string[] {
  return command.parent ? [...namesOf(command.parent), command.name()] : []
}

const help = ['-h', '--help']

/** Whether the words before the first option name a command. Commander shows the help of whatever came before one that doesn't. */
function isThere(program: Command, argv: readonly string[]): boolean {
  let at = program
  for (const word of argv) {
    if (word.startsWith('-') || word === 'help' || at.commands.length === 0 || at.registeredArguments.length > 0)
      return true
    const next = at.commands.find((each) => each.name() === word || each.aliases().includes(word))
    if (!next) return false
    at = next
  }
  return true
}

/**
 * Runs one command line (without the names of node and script) and gives back its exit code. Everything it says goes
 * to `io`.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const program = build(io)
    // whose name isn't one is refused, as without it, and told what was meant
    const asked = isThere(program, argv) ? argv : argv.filter((word) => !help.includes(word))
    await program.parseAsync(asked, { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    // Help and version end the program by way of an error too.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok
    // A group without a command: its help was shown on standard error.
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage
    return report(io, asUse(error), argv.includes('--json'))
  }
}

/** Commander's own refusals begin with "error: ", which report() says itself. */
function asUse(error: unknown): unknown {
  if (error instanceof CommanderError) error.message = error.message.replace(/^error: /, '')
  return error
}
