import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { seenHeads } from '../../src/main/store/chunks.ts'
import { stamp, tick } from '../../src/main/store/clockwork.ts'
import { courtOf } from '../../src/main/store/facts.ts'
import { addressKey, domainOf } from '../../src/shared/domain/address.ts'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { size } from '../size.ts'
import { type Device, exchange, forged, lacking, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const bo = { name: 'Bo', address: 'bo@acme.com', role: 'member' } as const
const cy = { name: 'Cy', address: 'cy@acme.com', role: 'admin' } as const

async function team(...members: Parameters<typeof teamOf>[0]): Promise<Team & { of: (n: number) => Device }> {
  const made = await teamOf(members)
  teams.push(made)
  return { ...made, of: (n) => made.devices[n] as Device }
}

function addContact({ store }: Device, address: string, now: number, first: string | null = null): void {
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO contacts (public_id, address, address_key, domain, first_name, fields, tags, created_at, author, device, hlc)
       VALUES (?, ?, ?, ?, ?, '{}', '[]', ?, ?, ?, ?)`,
      newId(),
      address,
      addressKey(address),
      domainOf(addressKey(address)),
      first,
      now,
      author,
      device,
      hlc,
    )
  })
}

const rename = ({ store }: Device, address: string, first: string, now: number): void =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      'UPDATE contacts SET first_name = ?, author = ?, device = ?, hlc = ? WHERE address_key = ?',
      first,
      author,
      device,
      hlc,
      addressKey(address),
    )
  })

const setRole = ({ store }: Device, seat: string, role: string, now: number): void =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      'UPDATE seats SET role = ?, author = ?, device = ?, hlc = ? WHERE public_id = ?',
      role,
      author,
      device,
      hlc,
      seat,
    )
  })

const roleOf = ({ store }: Device, seat: string) =>
  store.get<{ role: string }>('SELECT role FROM seats WHERE public_id = ?', seat)?.role

/** What people see, by names that are the same everywhere. */
const shown = ({ store }: Device) => ({
  contacts: store.all(
    'SELECT public_id, address, first_name, company, fields, tags, deleted FROM contacts ORDER BY address_key',
  ),
  seats: store.all('SELECT public_id, name, address, role, state, deleted FROM seats ORDER BY public_id'),
  devices: store.all('SELECT public_id, name, state, last_chunk FROM devices ORDER BY public_id'),
  accounts: store.all(
    "SELECT public_id, address, home_device, epoch FROM accounts WHERE kind <> 'managed' ORDER BY public_id",
  ),
  waits: store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1'),
})

const refusals = ({ store }: Device) =>
  store.all<{ kind: string; words: string }>("SELECT kind, words FROM merge_notes WHERE what IN ('refused', 'altered')")

it('tells what one computer wrote to the others, and twins of one address become one', async () => {
  const { of, devices, clock } = await team(ana, { ...bo, devices: 2 }, cy)
  addContact(of(0), 'x@shop.com', clock.now, 'Xenia')
  addContact(of(1), 'x@shop.com', clock.now + 1, 'Xena')
  addContact(of(2), 'y@shop.com', clock.now + 2)
  settleAll({ devices, clock })
  const first = shown(of(0))
  expect(first.contacts).toMatchObject([{ address: 'x@shop.com', first_name: 'Xena' }, { address: 'y@shop.com' }])
  for (const device of devices) expect(shown(device)).toEqual(first)
  rename(of(3), 'x@shop.com', 'Xi', clock.now + 10)
  settleAll({ devices, clock })
  for (const device of devices) expect(shown(device).contacts[0]).toMatchObject({ first_name: 'Xi' })
  expect(devices.flatMap(refusals)).toEqual([])
})

it('ends the same in whatever order chunks come, repeated and late', { timeout: 100_000 }, async () => {
  const { devices, clock, of } = await team(ana, bo, cy)
  const [a, b, c] = [of(0), of(1), of(2)]
  const deed = fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    what: fc.constantFrom('add', 'rename', 'exchange', 'role'),
    n: fc.integer({ min: 0, max: 3 }),
  })
  await fc.assert(
    fc.property(fc.array(deed, { minLength: 4, maxLength: 14 }), fc.infiniteStream(fc.nat()), (deeds, dice) => {
      const draw = () => dice.next().value as number
      for (const { who, what, n } of deeds) {
        clock.now += 1000
        const device = of(who)
        const address = `p${n}@shop.com`
        const known = device.store.get('SELECT 1 FROM contacts WHERE address_key = ?', address)
        if (what === 'add' && !known) addContact(device, address, clock.now, `f${who}`)
        if (what === 'rename') rename(device, address, `n${who}${clock.now % 97}`, clock.now)
        if (what === 'role') setRole(device, b.seat, n % 2 ? 'admin' : 'member', clock.now)
        if (what === 'exchange') exchange(device, of((who + 1 + (n % 2)) % 3), clock.now)
      }
      for (const device of devices) seal(device, clock.now)
      for (const to of devices) {
        const chunks = devices.filter((from) => from !== to).flatMap((from) => lacking(from, to))
        const shuffled = [...chunks, ...chunks].map((chunk) => ({ chunk, by: draw() })).sort((x, y) => x.by - y.by)
        take(
          to,
          shuffled.map(({ chunk }) => chunk),
          clock.now,
        )
      }
      settleAll({ devices, clock })
      const [one, ...others] = [a, b, c].map(shown)
      for (const other of others) expect(other).toEqual(one)
    }),
    { numRuns: size(15, 60) },
  )
})

it('lets no member become an admin, by an altered database or by a chunk of their own making', async () => {
  const { of, devices, clock } = await team(ana, bo)
  setRole(of(1), of(1).seat, 'admin', clock.now)
  settleAll({ devices, clock })
  expect(devices.map((device) => roleOf(device, of(1).seat))).toEqual(['member', 'member'])
  expect(refusals(of(1))).toMatchObject([{ kind: 'seat' }])

  const role = { kind: 'seat', id: of(1).seat, by: of(0).seat, set: { role: 'admin' } } as const
  const made = forged(of(1), clock.now + 5, [role])
  expect(take(of(0), [made], clock.now)).toMatchObject([{ state: 'applied', notes: 1 }])
  expect(roleOf(of(0), of(1).seat)).toBe('member')
  expect(refusals(of(0))).toMatchObject([{ kind: 'seat', words: 'Only an admin may change that.' }])
})

it('believes no clock that is put back: what a lost role allowed is over for all that was not told before', async () => {
  const { of, clock, devices } = await team(ana, bo, cy)
  const [founder, member, admin] = [of(0), of(1), of(2)]
  const early = tick('', clock.now - 1_000_000, admin.id)
  const before = seenHeads(admin.store, admin.id)
  setRole(founder, admin.seat, 'member', clock.now)
  seal(founder, clock.now)
  take(member, lacking(founder, member), clock.now)
  // Cy had heard of nothing, or says so, and puts the clock back
  const role = { kind: 'seat', id: member.seat, by: admin.seat, set: { role: 'admin' } } as const
  const revoke = { kind: 'seat', id: founder.seat, by: admin.seat, set: { role: 'member' } } as const
  const made = forged(admin, clock.now, [role, revoke], { hlc: early, seen: before })
  for (const device of [founder, member]) {
    take(device, [made], clock.now)
    expect([founder, member, admin].map(({ seat }) => roleOf(device, seat))).toEqual(['admin', 'member', 'member'])
  }
  // in the other order it ends the same
  const other = devices[2] as Device
  take(other, [made, ...lacking(founder, other)], clock.now)
  expect(courtOf(member.store).authority.standing({ device: admin.id, number: 99, seen: before })?.admin).toBe(false)
})

it("keeps a mailbox its owner's: nobody else makes it theirs, its home, or engages from it", async () => {
  const { of, clock, devices } = await team(ana, bo)
  const [owner, thief] = [of(0), of(1)]
  const account = newId()
  owner.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, clock.now)
    tx.run(
      `INSERT INTO accounts (public_id, kind, seat_id, address, address_key, limits, state, home_device, created_at, author, device, hlc)
       VALUES (?, 'smtp', 1, 'ana@acme.com', 'ana@acme.com', '[]', 'active', ?, ?, ?, ?, ?)`,
      account,
      device,
      clock.now,
      author,
      device,
      hlc,
    )
  })
  settleAll({ devices, clock })
  const by = thief.seat
  const twin = '0000000000000000'
  const made = forged(thief, clock.now + 5, [
    { kind: 'account', id: account, by, set: { seat: thief.seat } },
    { kind: 'account', id: account, by, set: { 'homes.2': { device: thief.id } } },
    {
      kind: 'account',
      id: account,
      by,
      set: { smtp: { host: 'evil.example', port: 25, protocol: 'none', user: null } },
    },
    {
      kind: 'account',
      id: twin,
      by,
      set: {
        kind: 'smtp',
        address: 'ana@acme.com',
        seat: thief.seat,
        limits: [],
        minGap: 0,
        weight: 1,
        paused: false,
        createdAt: 1,
        'homes.1': { device: thief.id },
      },
    },
    {
      kind: 'suppression',
      id: newId(),
      by,
      set: { kind: 'address', value: 'z@z.com', reason: 'r', source: 'hand', createdAt: 1 },
    },
  ])
  const whole = () =>
    owner.store.get(
      'SELECT a.public_id AS id, s.public_id AS seat, home_device, epoch, smtp FROM accounts a JOIN seats s ON s.id = a.seat_id WHERE a.public_id = ? AND a.deleted = 0',
      account,
    )
  const kept = whole()
  take(owner, [made], clock.now)
  expect(whole()).toEqual(kept)
  expect(kept).toMatchObject({ id: account, seat: owner.seat, home_device: owner.id, epoch: 1 })
  // her own address is hers, whenever somebody else claims to have connected it
  expect([account, twin].map((id) => accountByPublicId(owner.store, id)?.keptBy)).toEqual([null, 'Ana'])
  // each row is told once, however much was tried on it
  expect(owner.store.all('SELECT what, kind, subject FROM merge_notes ORDER BY what')).toEqual([
    { what: 'conflict', kind: 'account', subject: twin },
    { what: 'refused', kind: 'account', subject: account },
  ])
  expect(owner.store.get("SELECT 1 AS n FROM suppressions WHERE value = 'z@z.com'")).toEqual({ n: 1 })
})

it('lets a member erase nobody whom somebody else wrote down', async () => {
  const { of, clock, devices } = await team(ana, bo)
  addContact(of(0), 'x@shop.com', clock.now)
  addContact(of(1), 'y@shop.com', clock.now)
  settleAll({ devices, clock })
  const ids = of(0).store.all<{ id: string }>('SELECT public_id AS id FROM contacts ORDER BY address_key')
  const goes = ids.map(({ id }) => ({ kind: 'contact', id, by: of(1).seat, gone: true }) as const)
  take(of(0), [forged(of(1), clock.now + 5, goes)], clock.now)
  expect(of(0).store.all('SELECT address FROM contacts WHERE deleted = 0')).toEqual([{ address: 'x@shop.com' }])
})

it('takes nothing altered, of another workspace, of a stranger, or told twice in two ways', async () => {
  const { of, clock } = await team(ana, bo)
  const other = await team(ana, cy)
  const [a, b] = [of(0), of(1)]
  const contact = (address: string) =>
    ({ kind: 'contact', id: newId(), by: b.seat, set: { address, tags: [], createdAt: 1 } }) as const
  const made = forged(b, clock.now, [contact('one@shop.com')])
  const second = forged(b, clock.now, [contact('two@shop.com')])
  const fate = (chunk: Chunk) => take(a, [chunk], clock.now)[0]?.state
  expect(fate({ ...made, bodies: second.bodies })).toBe('refused')
  expect(fate({ ...made, signature: second.signature })).toBe('refused')
  expect(fate(forged(other.of(1), clock.now, [contact('three@shop.com')]))).toBe('refused')
  expect(fate(forged(b, clock.now + 48 * 3_600_000, [contact('late@shop.com')]))).toBe('waiting')
  expect(fate(made)).toBe('forked')
  expect(a.store.all("SELECT address FROM contacts WHERE address LIKE '%@shop.com'")).toEqual([])
  const fine = await team(ana, bo)
  const good = forged(fine.of(1), clock.now, [contact('one@shop.com')])
  expect(take(fine.of(0), [good, good], clock.now).map(({ state }) => state)).toEqual(['applied', 'held'])
})
