/** A workspace with mail servers of its own whose time stands still, except while a test lets it run. */
import { type MailServer, startMailServer } from './mail-server.ts'
import { addContacts, type World, type WorldOptions, world } from './world.ts'

type Client = ReturnType<World['engine']['client']>
export type Sent = Awaited<ReturnType<Client['sends']['list']>>['rows'][number]

export interface Story extends World {
  client: Client
  now(): number
  /** An account with a server of its own. Without `limits` it has the usual ones. */
  account(
    address: string,
    more?: { limits?: string[]; password?: string; min_gap_seconds?: number; seat?: string; zone?: string },
  ): Promise<{ id: string; server: MailServer }>
  /** Adds `names` as `name@domain`, makes a sequence and engages them from `sender`. Returns the sequence's name. */
  engage(wish: Wish): Promise<string>
  /** Lets time run until that instant, then holds it. Everything that was to happen until then has happened. */
  goTo(at: number | string): Promise<void>
  /** Waits until nothing is in flight, without letting time run. */
  settle(): Promise<void>
  /** The emails of a sequence, by contact and step. */
  sends(sequence: string): Promise<Sent[]>
  send(sequence: string, contact: string, step?: number): Promise<Sent>
  states(sequence: string): Promise<Record<string, number>>
  enrollment(sequence: string, contact: string): Promise<{ public_id: string; state: string; reason: string | null }>
  journal(): Promise<string[]>
}

export interface Wish {
  sender: string
  contacts: string[]
  steps?: { days: number; at?: string }[]
  start?: string
  windows?: string[]
  per_day?: number
  per_hour?: number
}

let stories = 0

export async function story(now: number | string, options: WorldOptions = {}): Promise<Story> {
  const w = await world(typeof now === 'string' ? Date.parse(now) : now, options)
  const { clock } = w
  let release = clock.hold()
  const servers: MailServer[] = []
  const client = w.engine.client()
  const me: Story = {
    ...w,
    client,
    now: clock.now,
    async account(address, { password, limits, ...more } = {}) {
      const server = await startMailServer(clock.now)
      servers.push(server)
      server.password = password ?? null
      const made = await client.accounts.create({
        permits: ['role', 'more'],
        from_email: address,
        smtp_host: '127.0.0.1',
        smtp_port: server.port,
        smtp_protocol: 'none',
        ...(password ? { username: address, password } : {}),
        ...(limits ? { quotas: limits } : {}),
        ...more,
      })
      await client.accounts.activate({ public_id: made.public_id })
      return { id: made.public_id, server }
    },
    async engage({ sender, contacts, steps = [], ...choices }) {
      const name = `Story ${String(++stories).padStart(4, '0')}`
      addContacts(
        w.engine,
        contacts.map((address) => ({ address, first_name: 'Ada' })),
      )
      await client.sequences.create({
        name,
        steps: [
          { subject: `${name} for {{ first_name }}`, text: 'Hello' },
          ...steps.map((delay) => ({ subject: '', text: 'Once more', delay })),
        ],
      })
      await client.schedule
        .engage({ sequence: name, contacts, senders: [{ account: sender }], ...choices })
        .catch((error: Error) => {
          throw new Error(`${error.message} ${w.logs.at(-1) ?? ''}`, { cause: error })
        })
      return name
    },
    async goTo(at) {
      const arrived = clock.until(typeof at === 'string' ? Date.parse(at) : at).then(() => {
        release = clock.hold()
      })
      release()
      await arrived
    },
    settle: () => me.goTo(clock.now()),
    async sends(sequence) {
      const { rows } = await client.sends.list({ sequence, limit: 500 })
      return rows.sort((a, b) => a.contact.localeCompare(b.contact) || a.step - b.step)
    },
    async send(sequence, contact, step = 1) {
      const found = (await me.sends(sequence)).find((s) => s.contact === contact && s.step === step)
      if (!found) throw new Error(`no email to ${contact}, step ${step}`)
      return found
    },
    async states(sequence) {
      const { emails } = await client.reports.sequence({ sequence })
      return Object.fromEntries(Object.entries(emails).filter(([, n]) => n > 0))
    },
    async enrollment(sequence, contact) {
      const { rows } = await client.enrollments.list({ sequence, limit: 500 })
      const found = rows.find((row) => row.contact === contact)
      if (!found) throw new Error(`${contact} is not in ${sequence}`)
      return found
    },
    journal: async () => (await client.workspace.journal()).map((entry) => `${entry.kind}: ${entry.text}`),
    async end() {
      release()
      await clock.quiet()
      release = clock.hold()
    },
    async stop() {
      release()
      await w.stop()
      for (const server of servers) await server.stop()
      const wrong = w.logs.filter((line) => /loop failed|unknown way|planning failed/.test(line))
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
    },
  }
  return me
}

/** `name0@domain` and so on. */
export const people = (count: number, domain: string): string[] =>
  Array.from({ length: count }, (_, i) => `p${i}@${domain}`)
