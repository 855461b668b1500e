/** Computers that connected a mailbox before they came into a team, and copies of them that are computers of their own. */
import { afterEach, expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { ownDevice } from '../../src/main/store/devices.ts'
import { setWhereabouts, whereaboutsOf } from '../../src/main/store/homes.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { becomeAnother } from '../../src/main/store/own-computer.ts'
import { deleteAccount } from '../../src/main/store/removal.ts'
import { takeOver, type Whereabouts } from '../../src/shared/domain/home.ts'
import { admit, type Device, installed, newId, settleAll } from './devices.ts'
import { addMailbox } from './engaging.ts'
import { begin, box, checkAlike, connect, endTeams, mailboxes, person, shown } from './joined.ts'

afterEach(endTeams)

const bo = person('Bo', 'member')

/** Bo's computer by itself, with a mailbox. */
async function alone(now: number) {
  const made = await installed(bo, now)
  const account = addMailbox({ ...made, id: made.keys.device, seat: '' }, box, now)
  return { ...made, account }
}

/** A copy of its data, which is another computer from now on. */
async function copied(store: Store, now: number) {
  const id = newId()
  const copy = openStore(store.sqlite.serialize() as unknown as string)
  copy.write((tx) => becomeAnother(tx, id, now))
  return { store: copy, keys: await newDeviceKeys(id) }
}

const seatOf = ({ store }: Device, address: string): string =>
  store.get<{ id: string }>('SELECT public_id AS id FROM seats WHERE address = ?', address)?.id as string

const takesOver = (store: Store, now: number) =>
  store.write((tx) => {
    const { id } = tx.get<{ id: number }>('SELECT id FROM accounts WHERE address_key = ?', box) as { id: number }
    const next = takeOver(whereaboutsOf(tx, id) as Whereabouts, ownDevice(tx), now)
    if (typeof next === 'string') throw new Error(next)
    setWhereabouts(tx, id, next, stamp(tx, now))
  })

async function team() {
  const made = await begin([person('Cy', 'admin'), bo])
  const [c] = made.devices as [Device, Device]
  const { clock } = made
  const come = async (own: Awaited<ReturnType<typeof installed>>) => {
    const device = await admit(c, bo, seatOf(c, bo.address), clock.now, own)
    made.devices.push(device)
    return device
  }
  return { made, clock, come }
}

it('is told by the computer that connected it before it came into the team', async () => {
  const { made, clock, come } = await team()
  const own = await alone(clock.now)
  const b = await come(own)
  settleAll(made)
  expect(checkAlike(made).homes).toMatchObject([{ public_id: own.account, home_device: b.id }])
})

it('is told by its copy, which took it over before it came into the team', async () => {
  const { made, clock, come } = await team()
  const own = await alone(clock.now)
  const copy = await copied(own.store, clock.now)
  takesOver(copy.store, clock.now + 1)
  const b = await come(copy)
  clock.now += 1000
  settleAll(made)
  expect(checkAlike(made).homes).toMatchObject([{ home_device: b.id }])
})

it.each(['original', 'copy'])('is at home where it was connected, the %s coming into the team first', async (first) => {
  const { made, clock, come } = await team()
  const own = await alone(clock.now)
  const copy = await copied(own.store, clock.now)
  const computers = first === 'original' ? [own, copy] : [copy, own]
  for (const each of computers) {
    clock.now += 1000
    await come(each)
    settleAll(made)
  }
  for (const device of made.devices)
    expect(mailboxes(device)).toMatchObject([{ publicId: own.account, home: own.keys.device }])
})

it('is one where the original and a copy that took it over both tell of it', async () => {
  const { made, clock, come } = await team()
  const own = await alone(clock.now)
  const copy = await copied(own.store, clock.now)
  takesOver(copy.store, clock.now + 1)
  clock.now += 1000
  const [a, b] = [await come(own), await come(copy)]
  settleAll(made)
  expect(checkAlike(made).homes).toMatchObject([{ home_device: b.id, epoch: 1000 }])
  expect(mailboxes(a)).toHaveLength(1)
})

it('is told by the original alone where it was connected in the team and copied before anybody heard of it', async () => {
  const { made, clock, come } = await team()
  const b = made.devices[1] as Device
  const account = addMailbox(b, box, clock.now)
  const copy = await come(await copied(b.store, clock.now))
  settleAll({ devices: made.devices.filter((each) => each !== b), clock })
  expect(mailboxes(copy)).toMatchObject([{ publicId: account, home: b.id }])
  clock.now += 1000
  settleAll(made)
  for (const device of made.devices) expect(mailboxes(device)).toMatchObject([{ publicId: account, home: b.id }])
})

it('is told under a name of the copy where it was the way into the sandbox, and got a server since', async () => {
  const { made, clock, come } = await team()
  const copy = await copied((await installed(bo, clock.now)).store, clock.now)
  const b = await come(copy)
  b.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, clock.now)
    const smtp = JSON.stringify({ host: 'mail.acme.com', port: 25, protocol: 'none', user: null })
    tx.run(
      `UPDATE accounts SET smtp = ?, seat_id = 1, address = ?, address_key = ?, author = ?, device = ?, hlc = ?`,
      ...[smtp, box, box, author, device, hlc],
    )
  })
  settleAll(made)
  expect(checkAlike(made).homes).toMatchObject([{ home_device: b.id }])
})

it('is called otherwise and removed under each of its names by a member, also under those of their other computer', async () => {
  const made = await begin([person('Cy', 'admin'), person('Ana', 'member', 2)])
  const { clock } = made
  const [, a, a2] = made.devices as [Device, Device, Device]
  connect(a, 'lesser', clock.now)
  connect(a2, 'greater', clock.now + 1000)
  clock.now += 2000
  settleAll(made)
  a.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, clock.now)
    const other = 'office@acme.com'
    tx.run(
      'UPDATE accounts SET address = ?, address_key = ?, author = ?, device = ?, hlc = ? WHERE address_key = ?',
      ...[other, other, author, device, hlc, box],
    )
  })
  settleAll(made)
  const present = ({ store }: Device) =>
    store.all("SELECT address, home_device FROM accounts WHERE kind = 'smtp' AND deleted = 0")
  for (const device of made.devices)
    expect(present(device)).toEqual([{ address: 'office@acme.com', home_device: a.id }])
  clock.now += 1000
  a2.store.write((tx) => {
    const { id } = tx.get<{ id: number }>("SELECT id FROM accounts WHERE kind = 'smtp'") as { id: number }
    deleteAccount(tx, id, stamp(tx, clock.now))
  })
  settleAll(made)
  for (const device of made.devices) {
    expect(present(device)).toEqual([])
    expect(shown(device).refused).toEqual([])
  }
})
