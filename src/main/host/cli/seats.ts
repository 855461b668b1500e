import { type Command, Option } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { lockSeatWords } from '../../../shared/domain/seat-words.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { type Io, print, remark } from './io.ts'
import { table, tame } from './table.ts'
import { address } from './values.ts'
import { printJson } from './write.ts'

interface AddOptions extends ConnectOptions {
  role: 'admin' | 'member'
  delegates?: boolean
}

interface SetOptions extends ConnectOptions {
  name?: string
  address?: string
  role?: 'admin' | 'member'
  delegates?: boolean
  lock?: boolean
  unlock?: boolean
  yes?: boolean
}

export function addSeats(program: Command, io: Io): void {
  const group = program.command('seats').description('Seats: the people of this workspace')
  addConnectOptions(
    group
      .command('add')
      .argument('<name>', 'name of the person')
      .argument('<address>', 'primary address; owner columns of contact lists name it', address)
      .addOption(new Option('--role <role>', 'what the seat may do').choices(['admin', 'member']).default('member'))
      .option('--delegates', 'let them give and take permissions to send'),
  )
    .description('Add a seat')
    .action((name: string, at: string, options: AddOptions) =>
      add({ name, address: at, role: options.role, delegates: options.delegates ?? false }, options, io),
    )
  addConnectOptions(
    group
      .command('set')
      .argument('<seat>', 'primary address or id')
      .option('--name <name>', 'name of the person')
      .option('--address <address>', 'primary address; only while no other computer is in the team', address)
      .addOption(new Option('--role <role>', 'what the seat may do').choices(['admin', 'member']))
      .option('--delegates', 'let them give and take permissions to send')
      .option('--no-delegates', 'let them do so no longer; what they gave and have rests')
      .option('--lock', 'lock the seat; without --yes only what would happen is shown')
      .option('--unlock', 'unlock it; its computers join anew')
      .option('--yes', 'with --lock: do it'),
  )
    .description('Change a seat; what is not named stays')
    .action((seat: string, options: SetOptions) => change(seat, options, io))
  addConnectOptions(group.command('list'))
    .description('List seats')
    .action((options: ConnectOptions) => list(options, io))
}

type Added = { name: string; address: string; role: 'admin' | 'member'; delegates: boolean }

async function add(seat: Added, options: ConnectOptions, io: Io) {
  await withClient(io, options, 'create', async (client, io) => {
    const made = await client.seats.add(seat)
    if (options.json) return printJson(io, made)
    print(io, `Added ${made.name} <${made.address}> as ${made.role}.`)
  })
}

async function change(seat: string, given: SetOptions, io: Io) {
  const { name, address, role, delegates, lock, unlock, yes, ...options } = given
  if (lock && unlock) throw wrongUse('Give one of --lock and --unlock.')
  const state = lock ? 'locked' : unlock ? 'active' : undefined
  const wishes = Object.entries({ name, address, role, delegates, state })
  const wish = Object.fromEntries(wishes.filter(([, value]) => value !== undefined))
  if (Object.keys(wish).length === 0)
    throw wrongUse('Say what to change: --name, --address, --role, --delegates, --no-delegates, --lock, --unlock.')
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.seats.list()
    const found = rows.find((row) => row.public_id === seat || row.address.toLowerCase() === seat.toLowerCase())
    if (!found)
      throw new Refusal('not_found', `There is no seat with the address or id ${tame(seat)}: cadenza seats list.`)
    if (lock && !yes) {
      if (options.json) return printJson(io, found)
      print(io, `Lock the seat of ${tame(found.name)}? ${lockSeatWords}`)
      return remark(io, 'Nothing was changed. Add --yes to do it.')
    }
    const row = await client.seats.update({ ...wish, public_id: found.public_id, version: found.version })
    if (options.json) return printJson(io, row)
    const access = row.delegates ? 'with' : 'without'
    const locked = row.state === 'locked' ? 'locked, ' : ''
    print(io, `${tame(row.name)} <${row.address}>: ${row.role}, ${locked}${access} access to delegated sending.`)
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
        ['Name', 'Address', 'Role', 'State', 'Delegates', 'Id'],
        rows.map((row) => [row.name, row.address, row.role, row.state, row.delegates ? 'yes' : 'no', row.public_id]),
      ),
    )
  })
}
