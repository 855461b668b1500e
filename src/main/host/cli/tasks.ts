import { type Command, Option } from 'commander'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { counted, table, tame } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

type Show = 'open' | 'coming' | 'over'
interface ListOptions extends ConnectOptions {
  show: Show
  sequence?: string
  mine?: boolean
  limit: string
}

const none: Record<Show, string> = {
  open: 'No task is open.',
  coming: 'No task is ahead.',
  over: 'No task was done or skipped yet.',
}

export function addTasks(program: Command, io: Io): void {
  const group = program
    .command('tasks')
    .description('Manual steps of sequences: what people do by hand before a sequence goes on')
  addConnectOptions(group.command('list'))
    .description('List tasks')
    .addOption(
      new Option('--show <which>', 'open, coming, or over').choices(['open', 'coming', 'over']).default('open'),
    )
    .option('--sequence <name>', 'only of this sequence')
    .option('--mine', 'only of your own mailboxes')
    .option('--limit <n>', 'so many at most', '100')
    .action((options: ListOptions) => list(options, io))
  addConnectOptions(group.command('done').argument('<id>', 'id of the task, from "tasks list"'))
    .description('Say that a task is done: what follows is planned from now')
    .option('--remark <text>', 'what came of it')
    .action((id: string, { remark, ...options }: ConnectOptions & { remark?: string }) =>
      withClient(io, options, 'read', async (client, io) => {
        const task = await client.tasks.done({ public_id: id, ...(remark === undefined ? {} : { remark }) })
        if (options.json) return printJson(io, task)
        print(io, `Done: ${tame(task.title)} for ${tame(task.contact)}.`)
      }),
    )
  for (const [name, description, did] of [
    ['skip', 'Leave a task out; what follows keeps its time', 'Skipped'],
    ['undo', 'Open a task again that was done or skipped', 'Open again'],
  ] as const)
    addConnectOptions(group.command(name).argument('<id>', 'id of the task, from "tasks list"'))
      .description(description)
      .action((id: string, options: ConnectOptions) =>
        withClient(io, options, 'read', async (client, io) => {
          const task = await client.tasks[name]({ public_id: id })
          if (options.json) return printJson(io, task)
          print(io, `${did}: ${tame(task.title)} for ${tame(task.contact)}.`)
        }),
      )
}

async function list({ show, sequence, mine, limit, ...options }: ListOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const wish = { show, limit: Number(limit), mine: mine === true, ...(sequence === undefined ? {} : { sequence }) }
    const { rows, open, next } = await client.tasks.list(wish)
    if (options.json) return printJson(io, { rows, open, next })
    if (rows.length === 0) return print(io, none[show])
    print(
      io,
      table(
        io,
        ['Task', 'Contact', 'Sequence', 'Due', 'State', 'Id'],
        rows.map((row) => [row.title, row.contact, row.sequence, when(io, row.due), row.state, row.public_id]),
      ),
    )
    print(io, `\n${counted(open, 'open task')}. Say so when one is done: cadenza tasks done ID`)
  })
}
