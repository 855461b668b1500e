/**
 * A workspace in the middle of its life, for whoever measures lists and reports: as many contacts as asked for, with own
 * fields, tags, owners, companies and people who are there twice; four sequences that a third of them were engaged in by the
 * product itself, half of whose emails have left; and what came back. Made once and kept.
 */
import { randomFillSync } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient, type RouterClient } from '@orpc/server'
import { runImport } from '../src/main/api/contacts-import.ts'
import type { Asker, Room } from '../src/main/api/context.ts'
import { router } from '../src/main/api/router.ts'
import { createChanges } from '../src/main/changes.ts'
import { type HeavyOptions, startHeavy } from '../src/main/host/workers.ts'
import { setUpSignIn } from '../src/main/mail/sign-in-setup.ts'
import type { Clock, Ports } from '../src/main/ports.ts'
import { beginStore } from '../src/main/store/begin.ts'
import { stamp } from '../src/main/store/clockwork.ts'
import { migrate } from '../src/main/store/migrate.ts'
import { openStore, type Store } from '../src/main/store/open.ts'
import { insertSeat } from '../src/main/store/seats.ts'
import { scopes } from '../src/shared/domain/access.ts'
import { live } from './lists-history.ts'
import { parts, plans, tagOf, writeList } from './lists-rows.ts'

/** When its sequences began. */
const began = Date.parse('2026-03-02T08:00:00Z')

/** When it is looked at: three in five of its emails have left. */
function middle(store: Store): number {
  const place = `SELECT count(*) * 3 / 5 AS n FROM sends`
  return store.get<{ at: number }>(`SELECT at FROM sends ORDER BY at LIMIT 1 OFFSET (${place})`)?.at ?? began
}

export const owner: Asker = { seatId: 1, role: 'admin', scopes }
const dice = { bytes: (n: number) => randomFillSync(new Uint8Array(n)) }
const silent = () => {}

/** @param moves its time goes on from there; else it stands still */
function ports(folder: string, now: number, moves: boolean): Ports {
  const start = performance.now()
  const clock: Clock = {
    now: () => (moves ? now + Math.floor(performance.now() - start) : now),
    until: (at, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(Math.max(0, at - now), 60_000))
        timer.unref()
        signal?.addEventListener('abort', () => resolve())
      }),
    working: (work) => work,
  }
  return {
    clock,
    dice,
    keychain: { get: async () => null, set: async () => {}, remove: async () => {}, trouble: async () => null },
    notifier: { notify: silent },
    log: { info: silent, warn: (...told) => console.warn(...told), error: (...told) => console.error(...told) },
    folders: { data: folder },
  }
}

function roomOf(folder: string, store: Store, now: number, moves = false): Room {
  const lent = ports(folder, now, moves)
  return {
    store,
    databaseFile: join(folder, 'cadenza.sqlite'),
    ports: lent,
    changes: createChanges(),
    running: false,
    diskTrouble: () => null,
    sandbox: null,
    signIn: setUpSignIn({ ...lent, own: () => undefined }),
  }
}

type Asking = RouterClient<typeof router>
const clientOf = (room: Room): Asking => createRouterClient(router, { context: { room, asker: owner } })

interface Seed {
  contacts: number
  /** ms since the epoch */
  today: number
}

export interface Lists {
  store: Store
  room: Room
  client: Asking
  close(): Promise<void>
}

/** A room of it, at its moment, with a client of the contract; nothing runs in it. */
export function openLists(folder: string, watch: (store: Store) => Store = (store) => store, moves = false): Lists {
  const store = watch(openStore(join(folder, 'cadenza.sqlite'), { check: false }))
  // an older version made it, perhaps
  migrate(store.sqlite)
  const { today } = JSON.parse(readFileSync(join(folder, 'seed.json'), 'utf8')) as Seed
  const room = roomOf(folder, store, today, moves)
  return { store, room, client: clientOf(room), close: async () => store.close() }
}

/** What the screens ask: the contract itself, answered on this thread with the engine's own workers beside it. */
export function openBeside(folder: string, program: NonNullable<HeavyOptions['program']>): Lists {
  const { store, room } = openLists(folder, undefined, true)
  const heavy = startHeavy({ databaseFile: room.databaseFile, clock: room.ports.clock, program })
  return {
    store,
    room,
    client: clientOf({ ...room, heavy }),
    async close() {
      await heavy.stop()
      store.close()
    },
  }
}

async function ended<T>(steps: AsyncIterator<unknown, T>): Promise<T> {
  let step = await steps.next()
  while (!step.done) step = await steps.next()
  return step.value
}

const text = 'Hello {{ first_name | default: "there" }}, a word about {{ company | default: "you" }}.'
const email = (subject: string, days = 0) => ({ subject, text, ...(days ? { delay: { days } } : {}) })
const stepsOf = {
  Autumn: [
    {
      ...email('A word'),
      variants: [
        { key: 'B', subject: 'Two words', text },
        { key: 'C', subject: 'Three words', text },
      ],
    },
    email('Once more', 3),
    { ...email('A last word', 5), variants: [{ key: 'B', subject: 'The last words', text }] },
  ],
  Renewals: [email('Your renewal'), email('Your renewal soon', 10), email('Your renewal tomorrow', 10)],
  Partners: [
    email('Partners'),
    { kind: 'task' as const, subject: 'Call them', note: 'Ask how they are.', delay: { days: 2 } },
    email('After our call', 3),
    email('One more idea', 10),
  ],
  Webinar: [email('A webinar')],
}

async function addTeam(store: Store, client: Asking): Promise<string[]> {
  store.write((tx) => {
    for (const name of ['Ben', 'Cleo', 'Dora'])
      insertSeat(
        tx,
        {
          publicId: `seat${name}`,
          name,
          address: `${name.toLowerCase()}@example.com`,
          role: 'member',
          createdAt: began,
        },
        stamp(tx, began, 1),
      )
  })
  const addresses = Array.from({ length: 30 }, (_, at) => `sender${at + 1}@example.com`)
  const nobody = { smtp_host: '127.0.0.1', smtp_port: 1, smtp_protocol: 'none' as const }
  for (const from_email of addresses) {
    const made = await client.accounts.create({
      permits: ['role', 'more'],
      from_email,
      ...nobody,
      quotas: ['150/hour', '800/day'],
    })
    await client.accounts.activate({ public_id: made.public_id })
  }
  return addresses
}

async function addFields(client: Asking): Promise<void> {
  const fields = [
    { name: 'plan', label: 'Plan', type: 'choice' as const, options: plans },
    { name: 'seats', label: 'Seats', type: 'number' as const },
    { name: 'renewal', label: 'Renewal', type: 'date' as const },
    { name: 'website', label: 'Website', type: 'url' as const },
    { name: 'city', label: 'City', type: 'text' as const },
  ]
  for (const field of fields) await client.contact_fields.create(field)
}

/**
 * Makes it anew in `folder`.
 *
 * @param say is told on the way how long each part took
 */
export async function seedLists(
  folder: string,
  contacts: number,
  say: (words: string) => void = silent,
): Promise<void> {
  const told = async <T>(what: string, work: () => Promise<T> | T): Promise<T> => {
    const start = performance.now()
    const done = await work()
    say(`${what}: ${Math.round((performance.now() - start) / 100) / 10} s`)
    return done
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const first = { seatName: 'Owner', seatAddress: 'owner@example.com', zone: 'Europe/Paris' }
  const store = await beginStore(join(folder, 'cadenza.sqlite'), first, { now: began, dice })
  const room = roomOf(folder, store, began)
  const client = clientOf(room)
  const later = Math.ceil(contacts / 20)
  const bring = async (name: string, from: number, to: number, tag: (i: number) => string) => {
    const file = join(folder, name)
    writeList(file, from, to, tag)
    await told(`${name} imported`, () => ended(runImport(room, owner, { file })))
    rmSync(file)
  }
  // those who are engaged lie among the others
  await bring('contacts.csv', 0, contacts - later, (i) => tagOf(((i * 7919) % contacts) / contacts))
  await addFields(client)
  const senders = await addTeam(store, client)
  for (const { name, tag } of parts) {
    await client.sequences.create({ name, steps: stepsOf[name] })
    await told(`${name} engaged`, () =>
      client.schedule.engage({
        sequence: name,
        tag,
        assign: 'selected',
        senders: senders.map((account) => ({ account })),
        start: '2026-03-03T09:00',
      }),
    )
  }
  // nobody in it is written to; a few were there already
  await bring('fair.csv', contacts - later - 50, contacts, () => 'fair')
  // only now: nobody engages contacts in another's name
  store.write((tx) => tx.run('UPDATE accounts SET seat_id = 1 + id % 4 WHERE id % 5 < 4'))
  const today = middle(store)
  await told('history written', () => live(store, today))
  store.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  store.close()
  writeFileSync(join(folder, 'seed.json'), JSON.stringify({ contacts, today } satisfies Seed))
}
