import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print } from './io.ts'
import { grouped, tame } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

type Unread = NonNullable<Awaited<ReturnType<Client['accounts']['usage']>>[number]['unread']>
type Status = Awaited<ReturnType<Client['workspace']['status']>>

const verbs: [name: 'status' | 'pause' | 'resume' | 'stop', description: string][] = [
  ['status', 'What goes on: running, paused or stopped, next send, sent today'],
  ['pause', 'Pause all sending'],
  ['resume', 'Go on sending, after a pause or the red stop'],
  ['stop', 'The red stop: nothing leaves after the message in flight, until "cadenza resume"'],
]

/** `status` and the three that change it; each ends by showing the state it led to. */
export function addStatus(program: Command, io: Io): void {
  for (const [name, description] of verbs)
    addConnectOptions(program.command(name))
      .description(description)
      .action((options: ConnectOptions) =>
        withClient(io, options, 'read', async (client, io) => {
          const status = await client.workspace[name]()
          if (options.json) return printJson(io, status)
          show(io, status)
          for (const { from_email, unread } of await client.accounts.usage())
            if (unread !== null && unread.waiting > 0) print(io, waits(io, from_email, unread))
        }),
      )
}

const waits = (io: Io, address: string, { waiting, trouble }: Unread): string =>
  `${painter(io)('dim', 'Waiting'.padEnd(12))}${painter(io)('yellow', `${grouped(waiting)}, because ${address} can't be read`)}: ${tame(trouble)}\n` +
  `${' '.repeat(12)}See "cadenza accounts reading"; "cadenza accounts test ${address}" tries it.`

const heldWords: Record<NonNullable<Status['held_by']>, string> = {
  checking: 'not yet: whether this copy may send is being looked at',
  unreadable: 'Nothing is sent: the keychain can\'t be read, see "cadenza safety"',
  safe: 'Nothing is sent: safe mode, see "cadenza safety"',
  taking_in: 'waits until a workspace file has been taken in',
}

function sending({ stopped, paused, running, held_by }: Status, paint: ReturnType<typeof painter>): string {
  if (held_by === 'safe' || held_by === 'unreadable') return paint('red', heldWords[held_by])
  if (stopped) return paint('red', 'stopped')
  if (paused) return paint('yellow', 'paused')
  if (held_by) return paint('yellow', heldWords[held_by])
  return running ? paint('green', 'running') : 'not running: start it with "cadenza serve"'
}

function show(io: Io, status: Status): void {
  const paint = painter(io)
  const state = sending(status, paint)
  const rows: [string, string | null][] = [
    ['Workspace', status.workspace],
    ['Sending', state],
    ['Next send', when(io, status.next_send)],
    ['Sent today', grouped(status.sent_today)],
    ['Planned', grouped(status.planned)],
    ['Unsure', status.unsure > 0 ? paint('yellow', `${grouped(status.unsure)}: see "cadenza unsure list"`) : '0'],
  ]
  if (status.sandbox_today > 0) rows.push(['In sandbox', `${grouped(status.sandbox_today)} today, sent to nobody`])
  if (status.sandbox) rows.push(['Sandbox', 'what it sends stays on this computer'])
  if (status.hosts_trouble) rows.push(['Hosts', paint('red', `the queue can’t be used: ${tame(status.hosts_trouble)}`)])
  if (status.disk_trouble) rows.push(['Disk', paint('red', status.disk_trouble)])
  for (const [name, value] of rows) print(io, `${paint('dim', name.padEnd(12))}${value ?? 'none'}`)
}
