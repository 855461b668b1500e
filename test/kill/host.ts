/**
 * An engine in a process of its own, to be killed. Its clock runs thousands of times as fast as the wall's (ticking.ts); it always has mail due. Told so, it kills itself at the n-th visit of a named point of the send path.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Engine, startEngine } from '../../src/main/engine.ts'
import { systemDice } from '../../src/main/host/clock.ts'
import { startHeavy } from '../../src/main/host/workers.ts'
import { addressKey } from '../../src/shared/domain/address.ts'
import { anHour, secret, senders } from './rules.ts'
import { tickingClock } from './ticking.ts'

export interface HostOrders {
  folder: string
  /** Port of the mail server; null: the built-in sandbox. */
  port: number | null
  /** Port of the server that keeps the mailboxes; null: none are read, and no copies filed. */
  mailboxes: number | null
  /** The file that says what time it is, and how many ms of it a real one has at most. */
  time: string
  speed: number
  /** Where to die, and at the how-manieth visit. */
  point: { name: string; visit: number } | null
  /** Keeps engaging new contacts, so that something is always due. False: sends what is left and ends. */
  load: boolean
  /** Engages so many more at once, beside that; 0 = nobody. */
  crowd: number
  /** Answers that must have come in before it ends. */
  answers: number
}

const orders = JSON.parse(process.argv[2] ?? '') as HostOrders
const say = (what: string) => process.stdout.write(`${what}\n`)
// Nobody listens any more.
process.stdout.on('error', () => process.exit(1))
// Built where the tests have built it; from the sources a thread takes a second or two to start.
const worker = process.env.CADENZA_WORKER ?? pathToFileURL(resolve('src/main/host/worker.ts'))

const hourly = (n: number) => [{ unit: 'hour', min: n, max: n }]

let visits = 0
function point(name: string): void {
  if (name !== orders.point?.name || ++visits < orders.point.visit) return
  process.kill(process.pid, 'SIGKILL')
}

function start(): Promise<Engine> {
  const quiet = () => {}
  mkdirSync(orders.folder, { recursive: true })
  const clock = tickingClock(orders.time, orders.speed)
  const databaseFile = join(orders.folder, 'cadenza.sqlite')
  return startEngine({
    ports: {
      clock,
      dice: systemDice,
      keychain: {
        get: async () => (orders.mailboxes === null ? null : secret),
        set: async () => {},
        remove: async () => {},
        trouble: async () => null,
      },
      notifier: { notify: quiet },
      log: { info: quiet, warn: quiet, error: (message, fields) => console.error(message, JSON.stringify(fields)) },
      folders: { data: orders.folder },
    },
    databaseFile,
    loops: true,
    first: { zone: 'UTC', seatName: 'Me', seatAddress: 'me@sender.test' },
    // What would be minutes of patience are moments here.
    smtp: { timeouts: { connect: 2000, greeting: 2000, command: 2000, block: 2000, termination: 2000 } },
    imap: { timeouts: { connect: 2000, greeting: 2000, command: 2000, answer: 2000 } },
    point,
    // So few are enough for the worker; in a process with nothing of the kind everything is.
    ...(orders.crowd > 0 ? { heavy: { ...startHeavy({ databaseFile, clock, program: worker }), above: 600 } } : {}),
  })
}

/** Accounts and a sequence of two steps, where they aren't there yet: a kill may come between any two of these. */
async function prepare(engine: Engine): Promise<void> {
  const client = engine.client()
  if (orders.port === null)
    engine.room.store.write((tx) =>
      tx.run(`UPDATE accounts SET per_utc_day = NULL, limits = ? WHERE kind = 'managed'`, JSON.stringify(hourly(20))),
    )
  else
    for (const [at, address] of senders.entries()) {
      const known = (await client.accounts.list()).find((account) => account.from_email === address)
      const { public_id } =
        known ??
        (await client.accounts.create({
          permits: ['role', 'more'],
          from_email: address,
          smtp_host: '127.0.0.1',
          smtp_port: orders.port,
          smtp_protocol: 'none',
          quotas: [`${anHour[at]}/hour`, '100000/day'],
          ...mailboxOf(address),
        }))
      if (!known || known.status === 'pending') await client.accounts.activate({ public_id })
    }
  if ((await client.sequences.list()).length === 0)
    await client.sequences.create({
      name: 'Load',
      steps: [
        { subject: 'Hello {{ first_name }}', text: 'Hello' },
        { subject: '', text: 'Once more', delay: { days: 1 } },
      ],
    })
}

/** A mailbox that is read, and where every email is filed. */
const mailboxOf = (address: string) =>
  orders.mailboxes === null
    ? {}
    : {
        username: address,
        password: secret,
        imap_host: '127.0.0.1',
        imap_port: orders.mailboxes,
        imap_protocol: 'none' as const,
        imap_username: address,
        sent_copies: 'always' as const,
      }

/** Recipients by what the server does to them (see rules.ts): most get their mail. */
const nameOf = (i: number): string =>
  i % 29 === 7
    ? 'vanish'
    : i % 31 === 8
      ? 'lost'
      : i % 23 === 9
        ? 'busy'
        : i % 37 === 10
          ? 'gone'
          : i % 5 === 1
            ? 'answers'
            : 'p'

async function engage(engine: Engine, count: number): Promise<void> {
  const { store } = engine.room
  const from = store.get<{ n: number }>('SELECT count(*) as n FROM contacts')?.n ?? 0
  const contacts = Array.from({ length: count }, (_, i) => `${nameOf(from + i)}${from + i}@customer.test`)
  store.write((tx) => {
    for (const address of contacts)
      tx.run(
        `INSERT INTO contacts (public_id, address, address_key, domain, first_name, fields, tags, created_at, device, hlc)
         VALUES (?, ?, ?, 'customer.test', 'Ada', '{}', '[]', 0, 'd', 'h')`,
        `c-${address}`,
        address,
        addressKey(address),
      )
  })
  const wish =
    orders.port === null ? {} : { assign: 'selected' as const, senders: senders.map((account) => ({ account })) }
  await engine.client().schedule.engage({
    sequence: 'Load',
    contacts,
    windows: ['mon-sun 00:00-24:00'],
    zone: 'UTC',
    ...wish,
  })
}

const left = (engine: Engine, where: string): number =>
  engine.room.store.get<{ n: number }>(`SELECT count(*) as n FROM sends s WHERE ${where}`)?.n ?? 0
/** What may still leave by itself: behind an unsure step nothing does. */
const open = `s.state = 'sending' OR (s.state = 'planned' AND NOT EXISTS
  (SELECT 1 FROM sends u WHERE u.enrollment_id = s.enrollment_id AND u.state = 'unsure'))`

/** What is to happen before it ends, when nothing new is engaged. */
const isOver = (engine: Engine): boolean =>
  left(engine, open) === 0 &&
  !engine.room.store.get('SELECT 1 FROM sent_copies') &&
  (engine.room.store.get<{ n: number }>('SELECT count(*) as n FROM incoming')?.n ?? 0) >= orders.answers

const engine = await start()
say('ready')
await prepare(engine)
const { clock } = engine.room.ports
if (orders.crowd > 0) {
  await engage(engine, 80)
  void engage(engine, orders.crowd)
}
for (;;) {
  if (orders.load && left(engine, `s.state = 'planned' AND s.step = 1`) < 40)
    // a disk that fails lets nobody be engaged, nor does an account that is out after a server that seemed dead; whoever asked
    // is told so, and tries again
    await engage(engine, 80).catch((error) => {
      const { code, message } = error as { code?: string; message: string }
      if (code === 'invalid_schedule' && /can.t send now/.test(message)) return
      if (!/^(?:SQLITE_(?:FULL|IOERR)|disk$)/.test(code ?? '')) throw error
    })
  else if (!orders.load && isOver(engine)) break
  await clock.until(clock.now() + 50 * orders.speed)
}
await engine.stop()
say('done')
// its clock ticks on
process.exit(0)
