/** I7: no secret in the database, the log, an answer or an error. Canaries are planted, then everything is searched. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileLog } from '../../src/main/host/log.ts'
import type { Keychain } from '../../src/main/ports.ts'
import { type KeyringHome, makeKeyringHome, runWithKeyring } from '../servers/keyring.ts'
import { type Answer, type Asking, type TestDoor, testDoor } from './asking.ts'

const canaries = ['CANARY-first-pa55', 'CANARY-second-pa55', 'CANARY-refused-pa55']

let here: TestDoor
let answers: Answer[]
beforeEach(async () => {
  here = await testDoor()
  here.room.ports.log = fileLog({ folder: here.folder, clock: here.time })
  answers = []
})
afterEach(() => here.stop())

async function asks(asking: Asking): Promise<Answer> {
  const answer = await here.keyed(asking)
  answers.push(answer)
  return answer
}

/** Files of the data folder and answers that hold any of the words. */
function holding(words: string[]): string[] {
  const files = readdirSync(here.folder, { recursive: true, encoding: 'utf8' }).map((name) => join(here.folder, name))
  const inFiles = files.filter((file) => {
    if (!statSync(file).isFile()) return false
    const bytes = readFileSync(file)
    return words.some((word) => bytes.includes(word) || bytes.includes(Buffer.from(word).toString('base64')))
  })
  const inAnswers = answers.filter((answer) =>
    words.some((word) => (answer.text + JSON.stringify(answer.headers)).includes(word)),
  )
  return [...inFiles, ...inAnswers.map((answer) => answer.text)]
}

const account = {
  from_email: 'canary@example.com',
  smtp_host: 'smtp.example.com',
  smtp_port: 587,
  smtp_protocol: 'starttls',
}

/** The life of an account with passwords: made, changed, refused for every reason, broken inside. */
async function life(): Promise<string> {
  const [first, second, refused] = canaries
  const make = { method: 'POST', path: '/api/providers' }
  const made = await asks({ ...make, body: { ...account, password: first }, headers: { 'idempotency-key': 'c' } })
  expect(made.status).toBe(201)
  const path = `/api/providers/${made.json.public_id}`
  await asks({ ...make, body: { ...account, password: first }, headers: { 'idempotency-key': 'c' } })
  await asks({ ...make, body: { ...account, password: refused } })
  await asks({ ...make, body: { ...account, from_email: 'x@example.com', smtp_port: 'no', password: refused } })
  await asks({ ...make, body: { ...account, from_email: 'x@example.com', smtp_protocol: 'none', password: refused } })
  await asks({ ...make, body: { ...account, from_email: 'x@example.com', password: `${refused}\n` } })
  await asks({ ...make, body: { ...account, from_email: 'x@example.com', password: refused?.repeat(200) } })
  await asks({ ...make, body: `{"password":"${refused}",` })
  await asks({ method: 'PATCH', path, body: { smtp_host: 'other.example', password: second } })
  await asks({
    method: 'POST',
    path: '/rpc/accounts/update',
    body: { json: { public_id: made.json.public_id, password: second, percentage: -1 } },
  })
  await asks({ path: `/api/providers?password=${refused}` })
  await asks({ path: `/${refused}` })
  for (const list of ['/api/providers', '/api/journal', '/api/doctor', path]) await asks({ path: list })
  here.room.store.sqlite.exec('ALTER TABLE accounts RENAME TO gone')
  expect((await asks({ method: 'PATCH', path, body: { password: refused } })).status).toBe(500)
  here.room.store.sqlite.exec('ALTER TABLE gone RENAME TO accounts')
  return made.json.public_id
}

it('a password is in the keychain and nowhere else', async () => {
  const publicId = await life()
  expect(here.keychain.secrets.get(publicId)).toBe(canaries[1])
  // the search finds what is there
  expect(holding(['canary@example.com']).length).toBeGreaterThan(1)
  expect(readFileSync(join(here.folder, 'cadenza.log'), 'utf8')).toContain('no such table')
  expect(holding(canaries)).toEqual([])
})

it('keys, codes, sessions and tickets are kept as hashes or not at all', async () => {
  const code = here.door.loginUrl().split('#code=')[1] ?? ''
  const headers = { origin: here.door.origin }
  const session = await here.ask({ method: 'POST', path: '/session', headers, body: { code } })
  const cookie = String(session.headers['set-cookie']).split('=')[1]?.split(';')[0] ?? ''
  const ticket = (await here.keyed({ method: 'POST', path: '/ticket' })).json.ticket as string
  const { key } = await here.newKey('read')
  here.room.ports.log.error('quoted', { words: `${key} was refused` })
  const secrets = [code, cookie, session.json.token as string, ticket, key, here.key]
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(40)
  expect(holding(secrets)).toEqual([])
})

it('with the real keyring of the system it is the same', async () => {
  const home: KeyringHome = makeKeyringHome()
  const client = new URL('../servers/keychain-client.ts', import.meta.url).pathname
  const run = async (command: string): Promise<string | null> => {
    const { stdout, stderr } = await runWithKeyring(home, 'unlocked', [process.execPath, client, command])
    const line = stdout.split('\n').find((each) => each.startsWith('{')) ?? '{}'
    const answer = JSON.parse(line) as { value?: string | null; code?: string; message?: string }
    if (answer.code !== undefined || answer.value === undefined) throw new Error(answer.message ?? stderr)
    return answer.value
  }
  const real: Keychain = {
    get: (name) => run(`get ${name}`),
    set: async (name, secret) => void (await run(`set ${name} ${secret}`)),
    remove: async (name) => void (await run(`remove ${name}`)),
    trouble: () => run('trouble'),
  }
  try {
    here.room.ports.keychain = real
    const make = { method: 'POST', path: '/api/providers', body: { ...account, password: canaries[0] } }
    const made = await asks(make)
    expect([made.status, made.json.has_smtp_password]).toEqual([201, true])
    expect(await real.get(made.json.public_id)).toBe(canaries[0])
    const path = `/api/providers/${made.json.public_id}`
    expect(
      (await asks({ method: 'PATCH', path, body: { smtp_port: 465, smtp_protocol: 'tls' } })).json.has_smtp_password,
    ).toBe(false)
    expect(await real.get(made.json.public_id)).toBeNull()
    expect(holding(canaries)).toEqual([])
  } finally {
    home.remove()
  }
})
