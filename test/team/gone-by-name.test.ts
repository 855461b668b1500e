/** The same thing made on several computers of one person, and taken away on one that knew of its own alone. */
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { insertAlias, removeAlias } from '../../src/main/store/aliases.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { groupByName, insertGroup, removeGroup, renameGroup, setGroup } from '../../src/main/store/groups.ts'
import { deleteAccount } from '../../src/main/store/removal.ts'
import { codecs } from '../../src/main/store/shared-codecs/index.ts'
import { canonical } from '../../src/shared/domain/shared-change.ts'
import { notAsAnew } from './anew.ts'
import { deeds as byName } from './deeds-by-name.ts'
import { type Device, exchange, newId, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const bo = { name: 'Bo', address: 'bo@acme.com', role: 'admin' } as const

async function three(people: 1 | 2 = 1): Promise<Team> {
  const team = await teamOf(people === 1 ? [{ ...ana, devices: 3 }] : [{ ...ana, devices: 2 }, bo])
  teams.push(team)
  return team
}

const [name, box, other] = ['acme.com', 'sales@acme.com', 'info@acme.com']

interface Account {
  id: number
  publicId: string
}
const account = ({ store }: Device) =>
  store.get<Account>('SELECT id, public_id AS publicId FROM accounts WHERE address_key = ? AND deleted = 0', box)
const alias = ({ store }: Device) =>
  store.get<{ id: number; accountId: number }>(
    'SELECT id, account_id AS accountId FROM aliases WHERE address_key = ? AND deleted = 0',
    other,
  )

type Deed = (device: Device, now: number, n: number) => void

/** Each makes it, changes it or takes it away, as there is one or not. */
const deeds: Record<string, Deed> = {
  domain: byName.domain as Deed,
  group(device, now, n) {
    const own = account(device)
    device.store.write((tx) => {
      const [wanted, other] = n % 2 ? [name, 'Partners'] : ['Partners', name]
      const [row, mark] = [groupByName(tx, wanted), stamp(tx, now)]
      const id = row?.id ?? insertGroup(tx, { publicId: newId(), name: wanted, createdAt: now }, mark)
      if (own) setGroup(tx, own.id, row && n % 3 === 0 ? null : id, mark)
      if (row && n % 3 === 0) removeGroup(tx, row.id, mark)
      else if (row && n % 3 === 1 && !groupByName(tx, other)) renameGroup(tx, row.id, other, mark)
    })
  },
  account(device, now, n) {
    const row = account(device)
    if (!row) addMailbox(device, box, now)
    else
      device.store.write((tx) => {
        const mark = stamp(tx, now)
        if (n % 3 === 0) deleteAccount(tx, row.id, mark)
        else
          tx.run('UPDATE accounts SET min_gap = ?, author = ?, hlc = ? WHERE id = ?', n, mark.author, mark.hlc, row.id)
      })
  },
  alias(device, now, n) {
    const [row, own] = [alias(device), account(device)]
    device.store.write((tx) => {
      const mark = stamp(tx, now)
      if (row && n % 2)
        removeAlias(tx, { ...row, address: other, publicId: '' } as Parameters<typeof removeAlias>[1], mark)
      else if (!row && own)
        insertAlias(tx, { publicId: newId(), accountId: own.id, address: other, name: null, createdAt: now }, mark)
    })
  },
  engage(device, now, n) {
    const own = account(device)
    if (!own) return
    const contact = addContact(device, `x${now}.${n}@shop.com`, now)
    engage(device, { account: own.publicId, contact, name: `Spring ${now} ${n}` }, now)
  },
}

/** What lives, as it would be told. */
function liveOf({ store }: Device, kind: 'domain' | 'group' | 'account' | 'alias' | 'enrollment'): string[] {
  const codec = codecs[kind]
  const rows = store.all<{ id: number }>(`SELECT id FROM ${codec?.table}`)
  return rows.flatMap(({ id }) => {
    const row = codec?.read(store, id)
    return row && !row.gone ? [`${kind} ${row.id} ${canonical(row.fields)}`] : []
  })
}

/** What lives, and what waits for something that it doesn't know. */
function all(device: Device): unknown {
  const { store } = device
  const kinds = ['domain', 'group', 'account', 'alias', 'enrollment'] as const
  const live = kinds.flatMap((kind) => liveOf(device, kind))
  return {
    live: live.sort(),
    waiting: store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1 ORDER BY public_id'),
  }
}

const alike = ({ devices }: Team) => {
  const [first, ...rest] = devices as [Device, ...Device[]]
  for (const device of rest) expect(all(device)).toEqual(all(first))
  for (const device of devices) expect(notAsAnew(device)).toEqual([])
}

for (const kind of ['domain', 'group', 'account', 'alias'])
  for (const order of ['before', 'after'])
    it(`keeps the ${kind} of the one, whose owner hears ${order} it is gone of the other’s`, async () => {
      const team = await three()
      const [a, b, c] = team.devices as [Device, Device, Device]
      const [deed, now] = [deeds[kind] as Deed, team.clock.now]
      if (kind === 'alias' || kind === 'group') {
        deeds.account?.(a, now, 1)
        settleAll(team)
      }
      deed(a, now + 1000, 1)
      deed(b, now + 2000, kind === 'group' ? 5 : 2)
      if (order === 'after') exchange(a, c, now + 3000)
      if (order === 'after') exchange(c, b, now + 4000)
      deed(a, now + 5000, 3)
      team.clock.now += 6000
      settleAll(team)
      alike(team)
      expect(liveOf(c, kind as 'domain')).toHaveLength(1)
    })

const step = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...Object.keys(deeds)), fc.nat(2), fc.nat(8)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('meet'), fc.nat(2), fc.nat(1)) },
)

it('ends alike on every computer, whatever was made, changed and taken away, and in whatever order they met', async () => {
  const steps = fc.array(step, { minLength: 4, maxLength: 24 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1 as const, 2 as const), steps, async (people, drawn) => {
      const team = await three(people)
      const { devices, clock } = team
      for (const [what, at, n] of drawn) {
        clock.now += 1000
        const device = devices[at] as Device
        if (what === 'meet') exchange(device, devices[(at + 1 + n) % 3] as Device, clock.now)
        else deeds[what]?.(device, clock.now, n)
      }
      settleAll(team)
      alike(team)
      team.close()
      teams.length = 0
    }),
    { numRuns: Number(process.env.CADENZA_FUZZ_COUNT ?? 60), endOnFailure: false },
  )
}, 600_000)
