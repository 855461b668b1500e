/**
 * A workspace as large as they get, made once by the real import and a real engagement, and kept for the next run: a
 * million contacts, of whom some are written to by thirty mailboxes. Nothing can leave: the mailboxes are at a port of
 * this computer where nobody answers, and the first email is due in weeks.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, startEngine } from '../test/screens/engine.ts'

const root = join(import.meta.dirname, '..')
const kept = join(root, 'node_modules/.cache/cadenza-screens')
const tag = 'Autumn list'
const [day, zone] = [24 * 60 * 60 * 1000, 'Europe/Paris']

export interface Size {
  contacts: number
  engaged: number
}

interface Seed extends Size {
  /** First slot, ms since the epoch: a folder whose mail would soon be due is made anew. */
  start: number
}

const names = ['Ada', 'Bo', 'Clara', 'Dana', 'Emil', 'Fred', 'Greta', 'Hugo', 'Ines', 'Jan', 'Kira', 'Leo', 'Mia']

function writeList(file: string, { contacts, engaged }: Size): void {
  const out = openSync(file, 'w')
  let lines = ['email,first_name,last_name,company,city,tags']
  for (let i = 0; i < contacts; i++) {
    // an odd factor: all different, in no order
    const word = ((i * 2_654_435_761) % 4_294_967_296).toString(36)
    const name = names[i % names.length]
    const tags = i < engaged ? tag : ''
    lines.push(`${word}@example${i % 5000}.test,${name},Of ${word},Company ${i % 5000},City ${i % 300},${tags}`)
    if (lines.length > 10_000 || i === contacts - 1) {
      writeSync(out, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  closeSync(out)
}

async function addMailboxes({ client }: Engine): Promise<string[]> {
  const addresses = Array.from({ length: 30 }, (_, at) => `sender${at + 1}@example.com`)
  for (const address of addresses) {
    const nobody = { smtp_host: '127.0.0.1', smtp_port: 1, smtp_protocol: 'none' as const }
    const made = await client.accounts.create({
      permits: ['role', 'more'],
      from_email: address,
      ...nobody,
      quotas: ['80/hour', '400/day'],
    })
    await client.accounts.activate({ public_id: made.public_id })
  }
  return addresses
}

const text = 'Hello {{ first_name | default: "there" }}, a word about {{ company }}.'
const steps = [
  { subject: 'A word about {{ company }}', text },
  { subject: 'Once more, {{ first_name }}', text, delay: { days: 3 } },
  { subject: 'A last word', text, delay: { days: 5 } },
]

/** The Monday four to five weeks from now, 9 o'clock in the workspace's zone, as people write it. */
function firstDay(): string {
  const soon = new Date(Date.now() + 28 * day)
  const monday = new Date(soon.getTime() + ((8 - soon.getUTCDay()) % 7) * day)
  return `${monday.toISOString().slice(0, 10)}T09:00`
}

async function fill(folder: string, size: Size): Promise<Seed> {
  const list = join(folder, 'contacts.csv')
  writeList(list, size)
  const data = join(folder, 'data')
  // by a program of its own: beside an engine that sends, a list is written in small pieces
  execFileSync(process.execPath, [join(root, 'scripts/cadenza.mjs'), 'import', list, '--json', '--data', data], {
    cwd: root,
    env: { ...process.env, TZ: zone },
  })
  rmSync(list)
  const engine = await startEngine(data, zone)
  try {
    const senders = await addMailboxes(engine)
    await engine.client.sequences.create({ name: 'Autumn', steps })
    const choices = senders.flatMap((sender) => ['--sender', sender])
    const start = firstDay()
    await engine.cadenza('engage', 'Autumn', '--tag', tag, ...choices, '--start', start, '--json')
    return { ...size, start: Date.parse(`${start}Z`) }
  } finally {
    await engine.stop()
  }
}

function present(file: string, size: Size): boolean {
  if (!existsSync(file)) return false
  const seed = JSON.parse(readFileSync(file, 'utf8')) as Seed
  return seed.contacts === size.contacts && seed.engaged === size.engaged && seed.start > Date.now() + 7 * day
}

/** The data folder, made now or at an earlier run. */
export async function seeded(size: Size): Promise<string> {
  const folder = join(kept, `${size.contacts}-${size.engaged}`)
  const note = join(folder, 'seed.json')
  if (!present(note, size)) {
    console.log(`   making a workspace of ${size.contacts} contacts, ${size.engaged} of them in a sequence …`)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    writeFileSync(note, JSON.stringify(await fill(folder, size)))
  }
  return join(folder, 'data')
}
