import { Argument, type Command } from 'commander'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

interface RevokeOptions extends ConnectOptions {
  yes?: boolean
}

export function addDevices(program: Command, io: Io): void {
  const group = program.command('devices').description('Computers of the team: devices list, devices revoke')
  addConnectOptions(group.command('list'))
    .description('List the computers of the team, with the words of their keys')
    .action((options: ConnectOptions) => list(options, io))
  addConnectOptions(group.command('begin').argument('[name]', 'what this computer is called'))
    .description('Prepare the workspace for other computers')
    .action((name: string | undefined, options: ConnectOptions) => begin(name, options, io))
  addConnectOptions(
    group.command('rename').argument('<id>', 'id of the computer').argument('<name>', 'its name from now on'),
  )
    .description('Rename a computer')
    .action((id: string, name: string, options: ConnectOptions) => rename(id, name, options, io))
  addConnectOptions(group.command('revoke').argument('<id>', 'id of the computer').option('--yes', 'do it'))
    .description('Take a computer out of the team; without --yes it only says what that does')
    .action((id: string, options: RevokeOptions) => revoke(id, options, io))
  addConnectOptions(group.command('invitations'))
    .description('List invitations')
    .action((options: ConnectOptions) => invitations(options, io))
  addConnectOptions(group.command('withdraw').addArgument(new Argument('<id>', 'id of the invitation')))
    .description('Withdraw an invitation')
    .action((id: string, options: ConnectOptions) => withdraw(id, options, io))
}

const standings = {
  alone: 'This workspace is on this computer alone. To make it a team: cadenza seats add, then cadenza invite.',
  waiting:
    'This computer waits to be admitted. Its answer: cadenza join --answer. A copy that became a computer of its own has none yet: join with a new invitation for the same person.',
  member: null,
  revoked: 'This computer was taken out of the team.',
} as const

const list = (options: ConnectOptions, io: Io) =>
  withClient(io, options, 'read', async (client, io) => {
    const found = await client.devices.list()
    if (options.json) return printJson(io, found)
    const said = standings[found.standing]
    if (said !== null) print(io, said)
    if (found.devices.length === 0) return
    const rows = found.devices.map((row) => [
      row.this ? `${row.name} (this one)` : row.name,
      row.seat.name,
      row.state,
      row.words.join(' '),
      row.public_id,
    ])
    print(io, table(io, ['Computer', 'Of', 'State', 'Words', 'Id'], rows))
  })

const begin = (name: string | undefined, options: ConnectOptions, io: Io) =>
  withClient(io, options, 'create', async (client, io) => {
    const made = await client.devices.begin(name === undefined ? {} : { name })
    if (options.json) return printJson(io, made)
    print(io, `This computer is ${made.name}. Its words: ${made.words.join(' ')}`)
  })

const rename = (id: string, name: string, options: ConnectOptions, io: Io) =>
  withClient(io, options, 'read', async (client, io) => {
    const row = await client.devices.rename({ public_id: id, name })
    if (options.json) return printJson(io, row)
    print(io, `It is called ${row.name} now.`)
  })

const revoke = (id: string, options: RevokeOptions, io: Io) =>
  withClient(io, options, 'read', async (client, io) => {
    if (!options.yes) {
      const foretold = await client.devices.consequence({ public_id: id })
      if (options.json) return printJson(io, foretold)
      for (const line of foretold.words) print(io, line)
      return print(io, 'Nothing was changed. With --yes it is taken out.')
    }
    const row = await client.devices.revoke({ public_id: id })
    if (options.json) return printJson(io, row)
    print(io, `${row.name} is out of the team.`)
  })

const invitations = (options: ConnectOptions, io: Io) =>
  withClient(io, options, 'read', async (client, io) => {
    const rows = await client.invitations.list()
    if (options.json) return printJson(io, rows)
    const shown = rows.map((row) => [
      row.seat.name,
      row.state,
      when(io, row.expires_at),
      row.used_by?.name ?? '',
      row.public_id,
    ])
    print(io, table(io, ['For', 'State', 'Until', 'Used by', 'Id'], shown))
  })

const withdraw = (id: string, options: ConnectOptions, io: Io) =>
  withClient(io, options, 'read', async (client, io) => {
    const row = await client.invitations.withdraw({ public_id: id })
    if (options.json) return printJson(io, row)
    print(io, `The invitation of ${row.seat.name} is withdrawn.`)
  })
