/** I7 over the life of a team: no password, passphrase or private key in a folder, a log, an answer or an opened file. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readDeviceKeys } from '../../src/main/file/device-keys.ts'
import { openWorkspaceFile } from '../../src/main/file/workspace-file.ts'
import { ownDevice } from '../../src/main/store/devices.ts'
import { lookAfterHomes } from '../../src/main/work/homes/homes.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let ana: TestRoom
let ben: TestRoom
beforeEach(() => {
  ana = testRoom({ device: 'anadevice0000000' })
  ben = testRoom({ device: 'bendevice0000000' })
})
afterEach(() => {
  for (const one of [ana, ben]) {
    one.close()
    rmSync(one.folder, { recursive: true, force: true })
  }
})

const password = 'canary-password-4711'
const reading = 'canary-reading-0815'
const passphrase = 'canary seven quiet cellos'

/** All that is in a folder, and its names. */
const bytesIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const path = join(folder, name)
      return `${name}\n${existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'latin1') : ''}`
    })
    .join('\n')

async function keysOf({ room }: TestRoom) {
  const keys = await readDeviceKeys(room.ports.keychain, ownDevice(room.store))
  if (!keys) throw new Error('it has no keys')
  return keys
}

async function opened(path: string, by: TestRoom, phrase?: string): Promise<string> {
  const { secret } = await keysOf(by)
  const { parts } = await openWorkspaceFile(path, { openers: { identity: secret.sealing, passphrase: phrase } })
  const all: unknown[] = []
  for await (const part of parts) all.push(part)
  return JSON.stringify(all)
}

it('is found nowhere after an invitation, a divided mailbox, two kinds of files and a backup', async () => {
  const [a, b] = [ana.client(), ben.client()]
  const answers: unknown[] = []
  const keep = <T>(answer: T): T => {
    answers.push(answer)
    return answer
  }
  const drain = async (stream: Promise<{ next(): Promise<IteratorResult<unknown, unknown>> }>) => {
    const iterator = await stream
    for (let step = await iterator.next(); ; step = await iterator.next()) if (step.done) return keep(step.value)
  }
  keep(await a.devices.begin({ name: 'Ana’s laptop' }))
  const seat = await a.seats.add({ name: 'Ben', address: 'ben@example.com', role: 'admin' })
  const invitation = await a.invitations.create({ seat: seat.public_id, days: 7 })
  const joined = await b.invitations.join({ text: invitation.file, name: 'Ben’s desk' })
  keep(await a.invitations.admit({ text: joined.file, words: joined.words.join(' ') }))
  const server = { smtp_host: 'smtp.example.com', smtp_port: 465, smtp_protocol: 'tls' as const }
  const box = await a.accounts.create({
    from_email: 'canary-address@example.com',
    ...server,
    password,
    imap_host: 'imap.example.com',
    imap_port: 993,
    imap_protocol: 'tls',
    imap_password: reading,
  })
  keep(box)
  keep(await a.homes.authorise({ public_id: box.public_id, device: 'bendevice0000000', share: 300 }))
  const forBen = join(ana.folder, 'for-ben.cadenza')
  const phrased = join(ana.folder, 'phrased.cadenza')
  await drain(a.exchange.export({ file: forBen }))
  await drain(a.exchange.export({ file: phrased, passphrase }))
  await drain(b.exchange.import({ file: forBen }))
  await drain(b.exchange.compare({ file: phrased, passphrase }))
  await drain(b.exchange.import({ file: phrased, passphrase: `${passphrase} but wrong` })).catch(keep)
  await lookAfterHomes(ben.room, new Set())
  keep(await a.backups.create())
  for (const list of [
    a.devices.list(),
    a.accounts.list(),
    b.accounts.list(),
    b.exchange.status(),
    b.invitations.list(),
  ])
    keep(await list)

  // what must arrive did, in keychains alone
  expect(ben.keychain.secrets.get(box.public_id)).toBe(password)
  expect(ben.keychain.secrets.get(`${box.public_id}/imap`)).toBe(reading)
  const places = {
    'the folder of Ana': bytesIn(ana.folder),
    'the folder of Ben': bytesIn(ben.folder),
    'the log of Ana': ana.logged.join('\n'),
    'the log of Ben': ben.logged.join('\n'),
    'the file for Ben': await opened(forBen, ben),
    'the file with a passphrase': await opened(phrased, ben, passphrase),
    answers: JSON.stringify(answers),
  }
  const { secret: anas } = await keysOf(ana)
  const { secret: bens } = await keysOf(ben)
  const payload = invitation.link.slice(invitation.link.indexOf('#') + 1)
  const [said = ''] = Buffer.from(payload, 'base64url').toString('utf8').split('\n')
  const invited = (JSON.parse(said) as { secret: string }).secret
  const secrets = { password, reading, passphrase, invited, ...prefixed('ana', anas), ...prefixed('ben', bens) }
  const found = Object.entries(places).flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([name, secret]) =>
      [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), Buffer.from(secret).toString('hex')].some(
        (form) => text.includes(form),
      )
        ? [`${name} in ${place}`]
        : [],
    ),
  )
  expect(found).toEqual([])
  // and the search finds what is there
  for (const place of [
    'the folder of Ana',
    'the folder of Ben',
    'the file for Ben',
    'the file with a passphrase',
  ] as const)
    expect([place, places[place].includes('canary-address')]).toEqual([place, true])

  // a server that another computer names later gets nothing that was sealed before, also after a start anew
  const held = () =>
    ben.room.store.get(
      'SELECT has_secret AS smtp, has_imap_secret AS imap, state FROM accounts WHERE public_id = ?',
      box.public_id,
    )
  expect(held()).toEqual({ smtp: 1, imap: 1, state: 'active' })
  await a.accounts.update({ public_id: box.public_id, smtp_host: 'smtp.elsewhere.example' })
  const news = join(ana.folder, 'news.cadenza')
  await drain(a.exchange.export({ file: news }))
  await drain(b.exchange.import({ file: news }))
  await lookAfterHomes(ben.room, new Set())
  expect(held()).toEqual({ smtp: 0, imap: 0, state: 'pending' })
})

const prefixed = (whose: string, { signing, sealing }: { signing: string; sealing: string }) => ({
  [`${whose}, signing`]: signing,
  [`${whose}, sealing`]: sealing,
})
