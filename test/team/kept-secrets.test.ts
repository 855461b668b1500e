/** What the keychain of a computer holds is found whatever name the team gives a mailbox or a domain that was made twice. */
import { afterEach, expect, it } from 'vitest'
import { credentialsFrom } from '../../src/main/mail/reading.ts'
import type { Keychain } from '../../src/main/ports.ts'
import { accountByAddress, accountEver } from '../../src/main/store/accounts.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { domainByName, insertDomain } from '../../src/main/store/domains.ts'
import { accountOfTry } from '../../src/main/store/handed-in.ts'
import { ownSecretNames } from '../../src/main/store/own-secrets.ts'
import { deleteAccount, keptSecrets } from '../../src/main/store/removal.ts'
import { codecs } from '../../src/main/store/shared-codecs/index.ts'
import { dkimSecretName, secretName } from '../../src/shared/domain/secret-name.ts'
import { memoryKeychain } from '../work/world.ts'
import { type Device, exchange, newId, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const box = 'sales@acme.com'

async function three() {
  const team = await teamOf([{ name: 'Ana', address: 'ana@acme.com', role: 'admin', devices: 3 }])
  teams.push(team)
  const [a, b, c] = team.devices as [Device, Device, Device]
  return { team, a, b, c }
}

/** A mailbox with a password, as its own computer keeps it; its public id. */
async function connect(device: Device, keychain: Keychain, now: number): Promise<string> {
  const id = addMailbox(device, box, now)
  const imap = JSON.stringify({ host: 'mail.acme.com', port: 993, protocol: 'tls', user: null })
  device.store.write((tx) => tx.run('UPDATE accounts SET has_secret = 1, imap = ? WHERE public_id = ?', imap, id))
  await keychain.set(secretName(id), `for ${id}`)
  return id
}

const account = ({ store }: Device) => {
  const row = accountByAddress(store, box)
  if (!row) throw new Error('it is not here')
  return row
}
const credential = (device: Device, keychain: Keychain) => credentialsFrom(keychain, null)(account(device))

it('signs in with its own password on each computer that set the mailbox up, whatever it is called then', async () => {
  const { team, a, b, c } = await three()
  const [keysOfA, keysOfB] = [memoryKeychain(), memoryKeychain()]
  const first = await connect(a, keysOfA, team.clock.now)
  const second = await connect(b, keysOfB, team.clock.now + 1000)
  const found = async () => {
    expect(await credential(a, keysOfA)).toEqual({ kind: 'password', password: `for ${first}` })
    expect(await credential(b, keysOfB)).toEqual({ kind: 'password', password: `for ${second}` })
    expect([a, b].map(({ store }) => [first, second].map(ownSecretNames(store)))).toEqual([
      [true, false],
      [false, true],
    ])
  }
  team.clock.now += 2000
  settleAll(team)
  expect(account(a).publicId).toBe([first, second].sort()[0])
  await found()
  // told anew, from another computer
  c.store.write((tx) => tx.run(`UPDATE accounts SET name = 'Sales', hlc = ?`, stamp(tx, team.clock.now).hlc))
  settleAll(team)
  await found()
})

it.each([0, 1])(
  'still does once the other of the two, made by computer %i, was taken away by one that knew of it alone',
  async (gone) => {
    const { team, a, b, c } = await three()
    const makers = [a, b] as const
    const keychains = [memoryKeychain(), memoryKeychain()] as const
    const ids = [
      await connect(a, keychains[0], team.clock.now),
      await connect(b, keychains[1], team.clock.now + 1000),
    ] as const
    team.clock.now += 2000
    exchange(makers[gone] as Device, c, team.clock.now)
    exchange(a, b, team.clock.now)
    c.store.write((tx) => deleteAccount(tx, account(c).id, stamp(tx, team.clock.now)))
    settleAll(team)
    const kept = 1 - gone
    expect(makers.map((device) => account(device).publicId)).toEqual([ids[kept], ids[kept]])
    expect(await credential(makers[kept] as Device, keychains[kept] as Keychain)).toEqual({
      kind: 'password',
      password: `for ${ids[kept]}`,
    })
    for (const { store } of makers) expect(keptSecrets(store)).toEqual([])
  },
)

it('leaves a mailbox its password where another one gets the name that it is kept under', async () => {
  const { team, a, b } = await three()
  const keychain = memoryKeychain()
  const ids = [await connect(a, keychain, team.clock.now), addMailbox(b, box, team.clock.now + 1000)] as const
  team.clock.now += 2000
  settleAll(team)
  const before = account(a)
  expect(before.secretId).toBe(ids[0])
  // a row of that name that somebody tells of again
  const codec = codecs.account
  a.store.write((tx) => {
    if (before.publicId === ids[0])
      tx.run('UPDATE accounts SET secret_name = public_id, public_id = ? WHERE id = ?', 'zzzz', before.id)
    tx.run('DELETE FROM twins')
    const row = { id: ids[0], gone: true, clock: before.publicId, by: null }
    const told = codec?.read(tx, before.id)?.fields ?? {}
    codec?.write(tx, { ...row, fields: told }, team.clock.now)
  })
  expect(accountEver(a.store, ids[0])?.secretId).not.toBe(ids[0])
  expect(account(a).secretId).toBe(ids[0])
})

it('is called by sender hosts what it was called when they were given leave, whatever it is called then', async () => {
  const { team, a, b } = await three()
  const { now } = team.clock
  const ids = [a, b].map((device) => {
    const account = addMailbox(device, box, now)
    engage(device, { account, contact: addContact(device, `${device.id}@shop.com`, now), name: device.id }, now)
    device.store.write((tx) =>
      tx.run(
        `INSERT INTO attempts (send_id, started_at, queued_as) SELECT id, ?, 'try' FROM sends WHERE step = 1`,
        now,
      ),
    )
    return account
  })
  team.clock.now += 1000
  settleAll(team)
  expect([a, b].map(({ store }) => accountOfTry(store, 'try'))).toEqual(ids)
})

it('signs with the key that its computer made, whatever the domain is called then', async () => {
  const { team, a, b } = await three()
  const ids = [a, b].map(({ store }, n) => {
    const publicId = newId()
    store.write((tx) => {
      const made = { publicId, name: 'acme.com', trackingHost: null, createdAt: team.clock.now }
      insertDomain(tx, made, stamp(tx, team.clock.now + n))
      tx.run('UPDATE domains SET has_dkim_key = 1')
    })
    return publicId
  })
  settleAll(team)
  for (const [n, { store }] of [a, b].entries()) {
    expect(domainByName(store, 'acme.com')).toMatchObject({ publicId: ids.toSorted()[0], secretId: ids[n] })
    expect(ownSecretNames(store)(dkimSecretName(ids[n] as string))).toBe(true)
  }
})
