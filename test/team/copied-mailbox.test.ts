/** Computers that connected a mailbox before they came into a team, and copies of them that are computers of their own. */
import { afterEach, expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { ownDevice } from '../../src/main/store/devices.ts'
import { setWhereabouts, whereaboutsOf } from '../../src/main/store/homes.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { becomeAnother } from '../../src/main/store/own-computer.ts'
import { takeOver, type Whereabouts } from '../../src/shared/domain/home.ts'
import { admit, type Device, installed, newId, settleAll } from './devices.ts'
import { addMailbox } from './engaging.ts'
import { begin, box, checkAlike, endTeams, mailboxes, person } from './joined.ts'

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
