import { type Command, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { unproved } from '../../../shared/domain/safe-mode-words.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print } from './io.ts'
import { counted } from './table.ts'
import { printJson } from './write.ts'

type Shown = Awaited<ReturnType<Client['safety']['status']>>

export function addSafety(program: Command, io: Io): void {
  const safety = program.command('safety').description('Whether this copy of the data may send, and the way out')
  const ask = (options: ConnectOptions & Lift, work: (client: Client) => Promise<Shown>) =>
    withClient(io, options, 'read', async (client, there) => told(there, options, await work(client)))
  addConnectOptions(safety.command('status', { isDefault: true }))
    .description('Say whether anything is held, and why')
    .action((options: ConnectOptions) => ask(options, (client) => client.safety.status()))
  addConnectOptions(safety.command('compare'))
    .description('Look into the Sent folders for what this copy takes for unsent; Cadenza must be running')
    .action((options: ConnectOptions) => ask(options, (client) => client.safety.compare()))
  const lift = safety
    .command('lift')
    .option('--without-comparison', 'also where a Sent folder could not be read')
    .addOption(
      new Option(
        '--other <what>',
        'the other copy of your data: "gone", and this one takes its place; or "in-use", and this one becomes a computer of its own',
      ).choices(['gone', 'in-use']),
    )
  addConnectOptions(lift)
    .description('Let this copy send from now on; what may have left already stays held')
    .action(({ withoutComparison = false, other, ...options }: ConnectOptions & Lift) =>
      ask({ ...options, ...(other ? { other } : {}) }, (client) =>
        client.safety.lift({
          without_comparison: withoutComparison,
          ...(other ? { other: other === 'gone' ? 'gone' : 'in_use' } : {}),
        }),
      ),
    )
}

interface Lift {
  withoutComparison?: boolean
  other?: 'gone' | 'in-use'
}

const ownWords =
  'This copy is a computer of its own from now on. Mailboxes stay with the other one, and nothing of them leaves from here. In a team, ask for an invitation and join with it: cadenza join INVITATION'

function told(io: Io, options: ConnectOptions & Lift, shown: Shown): void {
  if (options.json) printJson(io, shown)
  else if (shown.state === 'normal')
    print(io, options.other === 'in-use' ? ownWords : 'This copy sends: nothing is held for safety.')
  else held(io, shown)
}

/** What to do now: a comparison that was made is not asked for again. */
function nextWords({ compared, reason }: Shown, other: string): string {
  const lift = `cadenza safety lift${other}`
  if (reason === 'moved' || reason === 'clock') return `Next: ${lift}`
  if (compared === null)
    return `Next, while Cadenza runs: cadenza safety compare; then: ${lift}. Without a comparison: --without-comparison`
  return unproved(compared.accounts).length > 0
    ? `Next: ${lift} --without-comparison, where no folder proves all that left. Compare again: cadenza safety compare`
    : `Next: ${lift}`
}

function held(io: Io, shown: Shown): void {
  const paint = painter(io)
  print(io, `${paint('red', 'Nothing is sent.')} ${shown.title}`)
  print(io, shown.words)
  print(io, `${counted(shown.held, 'email')} wait, ${shown.doubtful} of them may have left already.`)
  if (shown.elsewhere > 0)
    print(io, `${counted(shown.elsewhere, 'more email')} are sent by other computers, and not held by this.`)
  for (const { address, words, found, unknown } of shown.compared?.accounts ?? [])
    print(io, `  ${address}: ${words} ${found} found sent, ${unknown} not known here.`)
  const other = shown.asks_other ? ' --other gone' : ''
  if (shown.can_lift) print(io, nextWords(shown, other))
  if (shown.asks_other) print(io, 'Is the other copy still in use? Then: cadenza safety lift --other in-use')
}
