/**
 * Within a session with a keyring: starts the built program on a folder, gives a mailbox a password, and has everything
 * removed as its page would. One line of JSON: what was said on the way, and what is left.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemKeychain } from '../../src/main/host/keychain.ts'
import { connectSocket } from '../../src/main/host/socket-client.ts'

const [program = '', folder = '', kept = ''] = process.argv.slice(2)
const keychain = systemKeychain()
await keychain.set('another-workspace', 'theirs')
const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--json', '--data', folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const said: string[] = []
const lines = createInterface({ input: child.stdout })
const first = new Promise<string>((done) => lines.once('line', done))
lines.on('line', (line) => said.push(line))
const ended = new Promise<number | null>((done) => child.once('exit', done))
const { origin } = JSON.parse(await first) as { origin: string }

const client = connectSocket(join(folder, 'engine.sock'))
await client.accounts.create({
  from_email: 'anna@example.com',
  smtp_host: '127.0.0.1',
  smtp_port: 2525,
  smtp_protocol: 'none',
  username: 'anna',
  password: 'canary-password',
  permits: ['role', 'more'],
})
await client.backups.create()
if (kept) writeFileSync(join(folder, kept), 'mine')
const { key } = await client.keys.create({ name: 'program', scopes: ['read', 'accounts', 'admin'] })
const byKey = await fetch(`${origin}/api/removal`, {
  method: 'POST',
  headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  body: JSON.stringify({ workspace: (await client.workspace.get()).name }),
})
const before = ((await keychain.entries?.()) ?? []).length
const look = await client.removal.look()
const wrong = await client.removal.begin({ workspace: 'another' }).catch((error: Error) => error.message)
const during = ((await keychain.entries?.()) ?? []).length
const answer = await client.removal.begin({ workspace: look.workspace })
const code = await ended
console.log(
  JSON.stringify({
    byKey: byKey.status,
    look,
    wrong,
    answer,
    code,
    said: said.slice(1),
    entries: { before, during, after: ((await keychain.entries?.()) ?? []).map(([name]) => name) },
    left: existsSync(folder) ? readdirSync(folder) : null,
  }),
)
process.exit(0)
