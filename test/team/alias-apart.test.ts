/** Aliases of one address on several mailboxes: which of them has it, whatever each computer heard first. */
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { insertAlias } from '../../src/main/store/aliases.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { type Device, exchange, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const bo = { name: 'Bo', address: 'bo@acme.com', role: 'admin' } as const
const info = 'info@acme.com'

async function team(devices: number): Promise<Team> {
  const made = await teamOf([{ ...ana, devices }, bo])
  teams.push(made)
  return made
}

const alias = ({ store }: Device, account: string, createdAt: number, now: number): string => {
  const publicId = newId()
  store.write((tx) => {
    const accountId = tx.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', account)?.id as number
    insertAlias(tx, { publicId, accountId, address: info, name: null, createdAt }, stamp(tx, now))
  })
  return publicId
}

const live = ({ store }: Device) =>
  store.all('SELECT public_id AS id FROM aliases WHERE deleted = 0 AND address_key = ?', info)

it('leaves an alias in its place for one of a mailbox that is not here yet', async () => {
  const { devices, clock } = await team(1)
  const [a, b] = devices as [Device, Device]
  const { now } = clock
  // the account that delivers into the sandbox is told to nobody
  const own = a.store.get<{ id: string }>("SELECT public_id AS id FROM accounts WHERE kind = 'managed'")?.id as string
  alias(a, own, now, now)
  const kept = alias(b, addMailbox(b, 'sales@acme.com', now + 1000), now + 1000, now + 1000)
  const told = seal(a, now + 2000)
  for (const time of [0, 1, 2]) {
    take(b, told, now + 2000 + time)
    exchange(a, b, now + 2000 + time)
    expect(live(b)).toEqual([{ id: kept }])
  }
  expect(b.store.all('SELECT words FROM merge_notes')).toEqual([])
})

it('knows of mail that left under one that had to give way, on computers that heard of the other first', async () => {
  const { devices, clock } = await team(2)
  const [a, , b] = devices as [Device, Device, Device]
  const { now } = clock
  alias(a, addMailbox(a, 'sales@acme.com', now), now, now)
  const box = addMailbox(b, 'help@acme.com', now + 1000)
  const own = alias(b, box, now + 1000, now + 1000)
  b.store.write((tx) => tx.run('UPDATE accounts SET seat_id = (SELECT id FROM seats WHERE public_id = ?)', b.seat))
  const enrollment = engage(b, { account: box, contact: addContact(b, 'x@shop.com', now), name: 'Spring' }, now + 1000)
  b.store.write((tx) => {
    tx.run('UPDATE enrollments SET alias_id = (SELECT id FROM aliases WHERE public_id = ?)', own)
    tx.run(
      `UPDATE sends SET state = 'sent', alias_id = (SELECT alias_id FROM enrollments), epoch = 1, claimed_at = ?,
         settled_at = ?, hlc = ? WHERE step = 1`,
      ...[now, now, stamp(tx, now + 1000).hlc],
    )
  })
  clock.now += 2000
  settleAll({ devices, clock })
  for (const device of devices) {
    expect(mailOf(device, enrollment)[0]).toEqual({ step: 1, state: 'sent' })
    expect(live(device)).toEqual(live(a))
    expect(device.store.all('SELECT kind FROM shared_rows WHERE waits = 1')).toEqual([{ kind: 'alias' }])
  }
})

it('ends with the same of three, of which two are one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 10 }),
      async (made, heard, meetings) => {
        const whole = await team(3)
        const { devices, clock } = whole
        const [a, , , b] = devices as [Device, Device, Device, Device]
        const [sales, help] = [addMailbox(a, 'sales@acme.com', clock.now), addMailbox(b, 'help@acme.com', clock.now)]
        settleAll(whole)
        const makers = [a, devices[1], b] as Device[]
        // one clock may be behind: when it says to have been made, and when that is told, are two orders
        for (const [n, which] of heard.entries()) {
          clock.now += 1000
          const createdAt = Date.UTC(2026, 0, 1) + made.indexOf(which) * 1000
          alias(makers[which] as Device, which === 2 ? help : sales, createdAt, clock.now + n)
        }
        for (const [x, y] of meetings) if (x !== y) exchange(devices[x] as Device, devices[y] as Device, clock.now)
        settleAll(whole)
        const ends = devices.map(live)
        for (const end of ends) expect(end).toEqual(ends[0])
        expect(ends[0]).toHaveLength(1)
        whole.close()
        teams.length = 0
      },
    ),
    { numRuns: Number(process.env.CADENZA_FUZZ_COUNT ?? 40), endOnFailure: false },
  )
}, 600_000)
