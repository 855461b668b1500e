import { type Command, InvalidArgumentError } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { type WebhookEvent, webhookEvents } from '../../../shared/domain/webhook.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print, remark } from './io.ts'
import { table, tame } from './table.ts'
import { whole } from './values.ts'
import { when, whenSaid } from './when.ts'
import { printJson } from './write.ts'

interface AddOptions extends ConnectOptions {
  event?: WebhookEvent[]
  allowPrivate?: boolean
}

function addEvents(text: string, before: WebhookEvent[] = []): WebhookEvent[] {
  const wanted = text.split(',').map((part) => part.trim())
  const wrong = wanted.find((part) => !(webhookEvents as readonly string[]).includes(part))
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is no event. Use ${webhookEvents.join(', ')}.`)
  return [...new Set([...before, ...(wanted as WebhookEvent[])])]
}

export function addWebhooks(program: Command, io: Io): void {
  const group = program
    .command('webhooks')
    .description('News posted to other programs: replies, bounces, ends, trouble')
  addConnectOptions(
    group
      .command('add')
      .argument('<name>', 'what it is for')
      .argument('<url>', 'https://…, or http:// on this computer')
      .option('--event <event>', `${webhookEvents.join(', ')}; several with commas (default: all)`, addEvents)
      .option('--allow-private', 'it may lead into a private network'),
  )
    .description('Make a webhook; its secret is shown this once')
    .action((name: string, url: string, options: AddOptions) => add({ name, url }, options, io))
  addConnectOptions(group.command('list'))
    .description('List your webhooks')
    .action((options: ConnectOptions) => list(options, io))
  const deeds = [
    ['pause', 'Tell it nothing for now; what happens meanwhile waits'],
    ['resume', 'Tell it again, with what waited'],
    ['remove', 'Remove it, with what was still to be told'],
    ['test', 'Post a test now'],
  ] as const
  for (const [deed, words] of deeds)
    addConnectOptions(group.command(deed).argument('<webhook>', 'name or id'))
      .description(words)
      .action((name: string, options: ConnectOptions) => act(deed, name, options, io))
  addConnectOptions(
    group
      .command('deliveries')
      .argument('<webhook>', 'name or id')
      .option('--limit <n>', 'so many at most', whole(1, 500), 50),
  )
    .description('What was posted, and what came of it')
    .action((name: string, options: ConnectOptions & { limit: number }) => deliveries(name, options, io))
  addConnectOptions(group.command('redeliver').argument('<delivery>', 'id, as "deliveries" tells'))
    .description('Post it once more, under the same event id')
    .action((id: string, options: ConnectOptions) => redeliver(id, options, io))
}

type Webhook = Awaited<ReturnType<Client['webhooks']['list']>>[number]

async function find(client: Client, name: string): Promise<Webhook> {
  const rows = await client.webhooks.list()
  const byId = rows.filter(({ public_id }) => public_id === name)
  const named = byId.length > 0 ? byId : rows.filter((row) => row.name.toLowerCase() === name.toLowerCase())
  const [row, twin] = named
  if (!row) throw new Refusal('not_found', `There is no webhook "${name}". See: cadenza webhooks list.`)
  if (twin) throw new Refusal('conflict', `Several webhooks are called "${name}": give the id.`)
  return row
}

async function add(wish: { name: string; url: string }, options: AddOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { event: events, allowPrivate } = options
    const made = await client.webhooks.create({
      ...wish,
      ...(events ? { events } : {}),
      ...(allowPrivate ? { allow_private: true } : {}),
    })
    if (options.json) return printJson(io, made)
    print(io, made.secret)
    remark(
      io,
      `Keep this secret now: it is not shown again, and checks signatures (docs/webhooks.md). Try it: cadenza webhooks test ${made.public_id}`,
    )
  })
}

const standing = (io: Io, { paused, failing_since: since }: Webhook): string =>
  paused ? 'paused' : since === null ? 'on' : `failing since ${whenSaid(io, since)}`

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.webhooks.list()
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'No webhook yet. Make one: cadenza webhooks add NAME URL.')
    const heads = ['Id', 'Name', 'Address', 'Events', 'Standing', 'Last told', 'Waiting', 'Given up']
    const cells = rows.map((row) => [
      row.public_id,
      tame(row.name),
      tame(row.url),
      row.events.length === webhookEvents.length ? 'all' : row.events.join(', '),
      standing(io, row),
      when(io, row.last_delivered),
      String(row.waiting),
      String(row.given_up),
    ])
    print(io, table(io, heads, cells))
  })
}

async function act(deed: 'pause' | 'resume' | 'remove' | 'test', name: string, options: ConnectOptions, io: Io) {
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id, version } = await find(client, name)
    if (deed === 'test') {
      const told = await client.webhooks.test({ public_id })
      if (told.state !== 'delivered') throw new Refusal('state', told.trouble ?? 'The test was not taken.')
      return options.json ? printJson(io, told) : print(io, `Taken: it answered ${told.code}.`)
    }
    const row =
      deed === 'remove'
        ? await client.webhooks.remove({ public_id })
        : await client.webhooks.update({ public_id, version, paused: deed === 'pause' })
    if (options.json) return printJson(io, row)
    print(io, `${{ pause: 'Paused', resume: 'Resumed', remove: 'Removed' }[deed]} ${tame(row.name)}.`)
  })
}

async function deliveries(name: string, options: ConnectOptions & { limit: number }, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id } = await find(client, name)
    const { rows } = await client.webhooks.deliveries({ public_id, limit: options.limit })
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'Nothing was told yet.')
    const heads = ['Id', 'Event', 'Happened', 'State', 'Tries', 'Next try', 'Answer']
    const cells = rows.map((row) => [
      row.public_id,
      row.event,
      when(io, row.created),
      row.state.replace('_', ' '),
      String(row.tries),
      when(io, row.next_try),
      row.trouble === null ? String(row.code ?? '') : tame(row.trouble),
    ])
    print(io, table(io, heads, cells))
  })
}

async function redeliver(id: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const row = await client.webhooks.redeliver({ public_id: id })
    if (options.json) return printJson(io, row)
    print(io, `${row.event_id} is told once more${row.state === 'waiting' ? ' as soon as Cadenza runs' : ''}.`)
  })
}
