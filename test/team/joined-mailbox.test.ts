/** One person connects one mailbox on two computers before these meet: it is one afterwards, and whatever its home says of it counts. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { whereaboutsOf } from '../../src/main/store/homes.ts'
import { deleteAccount } from '../../src/main/store/removal.ts'
import { acquire, release, standingOf, takeOver, type Whereabouts } from '../../src/shared/domain/home.ts'
import { type Device, exchange, forged, newId, seal, settleAll, take } from './devices.ts'
import {
  begin,
  both,
  box,
  checkAlike,
  connect,
  endTeams,
  give,
  mailbox,
  mailboxes,
  move,
  type Names,
  owedAgain,
  person,
  sends,
  shown,
  twice,
  withdraw,
} from './joined.ts'

afterEach(endTeams)

it.each(both)('takes all that the home says of it, whose name was the %s one', async (...names) => {
  const { home, other, b, step } = await twice(names)
  expect(step(() => {}).homes).toMatchObject([{ home_device: home.id }])
  expect(step((now) => give(home, b, now)).shares).toMatchObject([{ for_device: b.id, state: 'granted' }])
  step((now) => sends(b, now, b.id))
  expect(step((now) => withdraw(home, now)).shares).toMatchObject([{ state: 'revoked' }])
  const own = [step, step].map((each) => {
    let id = ''
    each((now) => {
      id = sends(home, now)
    })
    return id
  })
  const [first] = own as [string]
  step((now) => owedAgain(home, now, first, 'withdrawn'))
  const { mail } = step((now) => owedAgain(home, now, first, 'planned'))
  expect(mail.filter((row) => (row as { state: string }).state === 'sent')).toHaveLength(3)
  step((now) => move(home, now, (where) => release(where, home.id, other.id)))
  const handed = step((now) => move(other, now, (where) => acquire(where, other.id)))
  expect(handed.homes).toMatchObject([{ home_device: other.id, epoch: 2 }])
  step((now) => give(other, b, now))
  step((now) => sends(other, now))
  expect(step((now) => withdraw(other, now)).shares).toHaveLength(2)
})

it.each(both)(
  'takes what each told of it before they met, as the home of the %s name and of the other',
  async (...names) => {
    const { team, clock, home, other, b, step } = await twice(names)
    for (const device of [home, other]) {
      clock.now += 1000
      give(device, b, clock.now)
      sends(device, clock.now)
      seal(device, clock.now)
    }
    exchange(other, b, clock.now)
    clock.now += 1000
    // authorised by one that is home no more once they have met
    sends(b, clock.now, b.id)
    settleAll(team)
    expect(checkAlike(team).shares).toHaveLength(2)
    step((now) => sends(b, now, b.id))
    expect(step((now) => withdraw(home, now)).shares).toMatchObject([{ state: 'revoked' }, { state: 'revoked' }])
  },
)

it.each(both)('goes on with a hand-over that one began before they met, of the %s name first', async (...names) => {
  const { b, other, clock, step } = await twice(names)
  clock.now += 1000
  move(other, clock.now, (where) => release(where, other.id, b.id))
  step(() => {})
  const { homes } = step((now) => move(b, now, (where) => acquire(where, b.id)))
  expect(homes).toMatchObject([{ home_device: b.id, epoch: 2 }])
  step((now) => give(b, other, now))
  step((now) => sends(other, now, other.id))
})

it.each(both)('leaves it to the one that has it already to go on, of the %s name first', async (...names) => {
  const { home, other, clock, step } = await twice(names)
  clock.now += 1000
  move(other, clock.now, (where) => release(where, other.id, home.id))
  step(() => {})
  const where = whereaboutsOf(home.store, mailbox(home).id) as Whereabouts
  expect([home.id, other.id].map((id) => standingOf(where, id))).toEqual(['home', 'elsewhere'])
  step((now) => sends(home, now))
  step((now) => move(home, now, (at) => release(at, home.id, other.id)))
  const { homes } = step((now) => move(other, now, (at) => acquire(at, other.id)))
  expect(homes).toMatchObject([{ home_device: other.id, epoch: 2 }])
})

it.each(both)(
  'is home to the first of two that take it over beside each other, of the %s name first',
  async (...names) => {
    const { team, clock, home, other, b, step } = await twice(names)
    step(() => {})
    for (const device of [other, b]) {
      clock.now += 1000
      move(device, clock.now, (where) => takeOver(where, device.id, clock.now))
    }
    settleAll(team)
    expect(checkAlike(team).homes).toMatchObject([{ home_device: other.id, epoch: 1000 }])
    step((now) => give(other, home, now))
    step((now) => sends(other, now))
  },
)

it.each(both)('lets its home take it away with all that it gave, whose name was the %s one', async (...names) => {
  const { home, b, step } = await twice(names)
  step((now) => give(home, b, now))
  step((now) => sends(home, now))
  const { homes, shares } = step((now) => {
    home.store.write((tx) => deleteAccount(tx, mailbox(home).id, stamp(tx, now)))
    withdraw(home, now)
  })
  expect(homes).toEqual([])
  expect(shares).toMatchObject([{ state: 'revoked' }])
})

it.each(both)(
  'has the same home when an admin gives it to somebody else, whose name was the %s one',
  async (...names) => {
    const { home, other, b, step } = await twice(names)
    const { homes } = step((now) =>
      b.store.write((tx) => {
        const { author, hlc } = stamp(tx, now)
        tx.run(
          'UPDATE accounts SET seat_id = 1, author = ?, device = ?, hlc = ? WHERE address_key = ?',
          author,
          b.id,
          hlc,
          box,
        )
      }),
    )
    expect(homes).toMatchObject([{ home_device: home.id }])
    step((now) => give(home, other, now))
    step((now) => sends(home, now))
    step((now) => move(home, now, (where) => release(where, home.id, b.id)))
    step((now) => move(b, now, (where) => acquire(where, b.id)))
    expect(step((now) => withdraw(b, now)).shares).toMatchObject([{ state: 'revoked' }])
  },
)

it.each(both)(
  'makes nobody home to a mailbox of the team but whoever it was handed to, %s name first',
  async (...names) => {
    const team = await begin([person('Cy', 'admin'), person('Ana', 'admin'), person('Bo', 'member')])
    const { devices, clock } = team
    const [c, a, b] = devices as [Device, Device, Device]
    for (const [i, device] of [c, a].entries()) {
      connect(device, names[i] as Names, clock.now + i * 1000)
      device.store.write((tx) => tx.run('UPDATE accounts SET seat_id = NULL'))
    }
    clock.now += 2000
    settleAll(team)
    expect(checkAlike(team).homes).toMatchObject([{ home_device: c.id }])
    clock.now += 1000
    move(c, clock.now, (where) => release(where, c.id, b.id))
    settleAll(team)
    move(b, clock.now, (where) => acquire(where, b.id))
    settleAll(team)
    expect(checkAlike(team).homes).toMatchObject([{ home_device: b.id, epoch: 2 }])
    give(b, a, clock.now)
    sends(b, clock.now)
    settleAll(team)
    expect(checkAlike(team).shares).toMatchObject([{ for_device: a.id }])
  },
)

it('makes nobody home to the mailbox of a colleague who connects it too, whatever clock they put on it', async () => {
  const team = await begin([person('Cy', 'admin'), person('Ana', 'member', 2), person('Bo', 'member')])
  const { clock } = team
  const [c, a, a2, b] = team.devices as [Device, Device, Device, Device]
  const theirs = connect(a, 'greater', clock.now)
  settleAll(team)
  const early = `${String(clock.now - 1_000_000).padStart(15, '0')}-00000000-${b.id}`
  const rest = { kind: 'smtp', address: box, limits: [], minGap: 0, weight: 1, paused: false, createdAt: 1 }
  const mine = '0000000000000000'
  const by = b.seat
  const part = {
    account: theirs,
    forDevice: b.id,
    share: 900,
    sealed: 'x',
    epoch: 1,
    leaseUntil: clock.now + 1,
    state: 'granted',
    createdAt: 1,
  }
  const chunk = forged(
    b,
    clock.now,
    [
      // a second row of it: on their own seat, on hers, and on nobody's
      {
        kind: 'account',
        id: mine,
        by,
        set: { ...rest, seat: b.seat, 'homes.1': { device: b.id }, 'homes.1000': { device: b.id } },
      },
      { kind: 'account', id: '0000000000000001', by, set: { ...rest, seat: a.seat, 'homes.1000': { device: b.id } } },
      { kind: 'account', id: '0000000000000002', by, set: { ...rest, seat: null, 'homes.1000': { device: b.id } } },
      { kind: 'account', id: mine, by, set: { seat: a.seat } },
      { kind: 'share', id: newId(), by, set: part },
    ],
    { hlc: early },
  )
  for (const device of [c, a, a2]) expect(take(device, [chunk], clock.now)).toMatchObject([{ state: 'applied' }])
  give(a, a2, clock.now, theirs)
  settleAll({ devices: [c, a, a2], clock })
  for (const device of [c, a, a2]) {
    expect(mailboxes(device).find(({ publicId }) => publicId === theirs)).toMatchObject({ home: a.id })
    expect(shown(device)).toMatchObject({
      shares: [{ account: theirs, for_device: a2.id }],
      refused: [
        ...[{ words: 'It belongs to somebody else.' }, { words: 'It belongs to somebody else.' }],
        ...[{ words: 'Only an admin may change that.' }, { words: 'That mailbox is not sent from that computer.' }],
      ],
    })
  }
})
