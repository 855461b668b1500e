/**
 * I7 over the life of the built program: a vault, mailboxes that sign in, keys, sessions, webhooks, mail that leaves and mail that
 * is refused, exports, a backup, a kill -9. Every secret in it is a canary. Afterwards the data folder, everything exported,
 * everything printed, and what the system shows of the processes are searched for all of them, in every spelling.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectSocket } from '../../src/main/host/socket-client.ts'
import { waitFor } from '../servers/wait.ts'
import { type MailServer, startMailServer } from '../work/mail-server.ts'
import { ask } from './asking.ts'

const program = new URL('../../out/main/cli.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'cadenza-canary-'))
const data = join(folder, 'data')
/** What is taken out of the program: exports, answers, what it printed, what the system shows of it. */
const taken = join(folder, 'taken')
const canaries = {
  passphrase: 'canary passphrase of the vault 4711',
  password: 'canary-pässword-of-anna',
  wrong: 'canary-wrong-password',
  file: 'canary passphrase of the file 0815',
  guessed: 'canary-guessed-key',
}
/** Made by the program: key, session, code, webhook's secret. */
const made: Record<string, string> = {}

let server: MailServer
let child: ChildProcess | undefined
beforeAll(async () => {
  for (const each of [folder, taken]) mkdirSync(each, { recursive: true })
  server = await startMailServer(() => Date.now())
  server.password = canaries.password
})
afterAll(async () => {
  child?.kill('SIGKILL')
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

let notes = 0
const note = (what: string | Buffer) => writeFileSync(join(taken, `${++notes}`), what)

/** Runs a command as a person does; what it printed is searched too. */
function cadenza(args: string[], input = ''): Promise<string> {
  return new Promise((done, fail) => {
    const ran = execFile(process.execPath, [program, ...args, '--data', data], { cwd: taken }, (error, out, err) => {
      note(`${out}\n${err}`)
      if (error && !/refused|sign in|failed/i.test(err)) fail(new Error(`${args.join(' ')}: ${err}`))
      else done(out)
    })
    // one that asks for nothing may have ended before
    ran.stdin?.on('error', () => {}).end(input)
  })
}

/** Starts the program with the vault's passphrase on a descriptor, and notes what everybody can see of its processes. */
async function serve(): Promise<{ address: string; origin: string }> {
  const secret = join(folder, 'passphrase')
  writeFileSync(secret, `${canaries.passphrase}\n`)
  const args = [program, 'serve', '--port', '0', '--json', '--vault-fd', '3', '--data', data]
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', openSync(secret, 'r')] })
  child.stderr?.on('data', note)
  rmSync(secret)
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const first = await new Promise<string>((done) => lines.once('line', done))
  lines.on('line', note)
  return JSON.parse(first)
}

function noteProcesses(): void {
  for (const pid of [child?.pid, ...readdirSync(`/proc/${child?.pid}/task`)])
    for (const what of ['cmdline', 'environ', 'comm']) note(readFileSync(`/proc/${pid}/${what}`))
}

const spellings = (word: string): Buffer[] => {
  const inside = (shift: number) =>
    Buffer.from(`${'x'.repeat(shift)}${word}`)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
      .replace(/.{4}$|=+$/g, '')
  const texts = [word, encodeURIComponent(word), JSON.stringify(word).slice(1, -1), Buffer.from(word).toString('hex')]
  const buffers = [...texts, ...[0, 1, 2].map(inside)].map((text) => Buffer.from(text))
  return [...buffers, Buffer.from(word, 'utf16le'), Buffer.from(word, 'latin1')].filter(({ length }) => length > 8)
}

/** Files that hold a word in any spelling. */
function holding(word: string): string[] {
  const forms = spellings(word)
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => forms.some((form) => readFileSync(file).includes(form)))
}

type Client = ReturnType<typeof connectSocket>

async function mailboxes(client: Client): Promise<void> {
  await client.workspace.update({ windows: ['mon-sun 00:00-24:00'], holidays: null })
  const account = {
    smtp_host: '127.0.0.1',
    smtp_port: server.port,
    smtp_protocol: 'none' as const,
    min_gap_seconds: 0,
    quotas: ['1000/hour'],
  }
  for (const [address, password] of [
    ['anna@example.com', canaries.password],
    ['archive@example.com', canaries.wrong],
  ] as const) {
    const more = { from_email: address, username: address, permits: ['role' as const, 'more' as const] }
    const { public_id } = await client.accounts.create({ ...account, ...more, password })
    note(JSON.stringify(await client.accounts.test({ public_id })))
    await client.accounts.activate({ public_id }).catch((error: Error) => note(error.message))
  }
  for (const name of ['one', 'two', 'three']) await client.contacts.create({ address: `${name}@contact.example` })
  const sequence = await client.sequences.create({ name: 'hello', steps: [{ subject: 'Hello', text: 'Hello' }] })
  const contacts = ['one@contact.example', 'two@contact.example']
  await client.schedule.engage({ sequence: sequence.public_id, contacts, senders: [{ account: 'anna@example.com' }] })
  const { rows } = await client.sends.list({ sequence: 'hello' })
  for (const { public_id } of rows) await client.sends.send_now({ public_id })
  const sent = async () => (await client.sends.list({ tab: 'sent' })).rows.length
  await waitFor('two emails leave', async () => (await sent()) === 2, 120_000)
}

async function doors(client: Client, { address, origin }: { address: string; origin: string }): Promise<void> {
  const port = Number(new URL(origin).port)
  made.code = address.split('#code=')[1] ?? ''
  made.key = (await client.keys.create({ name: 'reports', scopes: ['read'] })).key
  made.webhook = (await client.webhooks.create({ name: 'news', url: 'https://hooks.example/in' })).secret
  const session = await ask(port, { method: 'POST', path: '/session', headers: { origin }, body: { code: made.code } })
  made.token = session.json.token
  made.cookie = String(session.headers['set-cookie']).split('=')[1]?.split(';')[0] ?? ''
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
  for (const path of [
    '/api/providers',
    '/api/journal',
    '/api/doctor',
    '/api/openapi.json',
    '/api/keys',
    '/api/webhooks',
    '/api/contacts',
  ])
    note((await ask(port, { path, headers: bearer(made.key) })).text)
  note((await ask(port, { path: '/api/providers', headers: bearer(canaries.guessed) })).text)
  note((await ask(port, { path: `/api/providers?password=${canaries.guessed}`, headers: bearer(made.key) })).text)
}

test('over a whole life no secret is anywhere but in the keychain or the vault', async () => {
  await cadenza(['init', '--zone', 'Europe/Paris'])
  await cadenza(['secrets', 'use-vault', '--password-stdin'], `${canaries.passphrase}\n`)
  const client = connectSocket(join(data, 'engine.sock'))
  const opened = await serve()
  await mailboxes(client)
  await doors(client, opened)
  noteProcesses()
  await cadenza(['accounts', 'export', 'accounts.csv'])
  await cadenza(['diagnostics', 'diagnostics.json'])
  await client.devices.begin({ name: 'Studio' })
  await cadenza(['workspace', 'export', 'team.cadenza', '--password-stdin'], `${canaries.file}\n`)
  await client.backups.create()
  child?.kill('SIGKILL')
  await new Promise((done) => child?.once('exit', done))
  await serve()
  noteProcesses()
  child?.kill('SIGTERM')
  await new Promise((done) => child?.once('exit', done))

  // the search finds what is there, and the passwords were really used
  expect(holding('anna@example.com').length).toBeGreaterThan(3)
  expect(server.arrivals).toHaveLength(2)
  expect(Object.values(made).filter((each) => each.length < 20)).toEqual([])
  const found = Object.entries({ ...canaries, ...made }).flatMap(([name, word]) =>
    holding(word).map((file) => `${name} in ${file}`),
  )
  expect(found).toEqual([])
  // what is meant for others names nobody at all
  const told = readFileSync(join(taken, 'diagnostics.json'), 'utf8')
  expect(told).toContain('"tables"')
  expect(told).not.toMatch(/contact\.example|@example|anna|127\.0\.0\.1/i)
}, 240_000)
