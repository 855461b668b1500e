import { type Command, Option } from 'commander'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { address } from './values.ts'
import { printJson } from './write.ts'

interface AddOptions extends ConnectOptions {
  role: 'admin' | 'member'
}

export function addSeats(program: Command, io: Io): void {
  const group = program.command('seats').description('Seats: the people of this workspace')
  addConnectOptions(
    group
      .command('add')
      .argument('<name>', 'name of the person')
      .argument('<address>', 'primary address; owner columns of contact lists name it', address)
      .addOption(new Option('--role <role>', 'what the seat may do').choices(['admin', 'member']).default('member')),
  )
    .description('Add a seat')
    .action((name: string, at: string, options: AddOptions) =>
      add({ name, address: at, role: options.role }, options, io),
    )
  addConnectOptions(group.command('list'))
    .description('List seats')
    .action((options: ConnectOptions) => list(options, io))
}

async function add(seat: { name: string; address: string; role: 'admin' | 'member' }, options: ConnectOptions, io: Io) {
  await withClient(io, options, 'create', async (client, io) => {
    const made = await client.seats.add(seat)
    if (options.json) return printJson(io, made)
    print(io, `Added ${made.name} <${made.address}> as ${made.role}.`)
  })
}

async function list(options: ConnectOptions, io: Io) {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.seats.list()
    if (options.json) return printJson(io, rows)
    print(
      io,
      table(
        io,
        ['Name', 'Address', 'Role', 'State', 'Id'],
        rows.map((row) => [row.name, row.address, row.role, row.state, row.public_id]),
      ),
    )
  })
}
