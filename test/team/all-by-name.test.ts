/** Three computers, of one person or of several, and whatever they do: in the end all hold the same, and nothing waits for ever. */
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { codecs } from '../../src/main/store/shared-codecs/index.ts'
import { canonical, type SharedKind } from '../../src/shared/domain/shared-change.ts'
import { notAsAnew } from './anew.ts'
import { deeds } from './deeds-by-name.ts'
import { type Device, exchange, settleAll, type Team, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const admin = (name: string, devices = 1) =>
  ({ name, address: `${name.toLowerCase()}@acme.com`, role: 'admin', devices }) as const
const people = [[admin('Ana', 3)], [admin('Ana', 2), admin('Bo')], [admin('Ana'), admin('Bo'), admin('Cy')]]

const kinds: SharedKind[] = ['domain', 'group', 'account', 'alias', 'share', 'mailbox_request']
const mail: SharedKind[] = ['engagement', 'enrollment', 'send', 'incoming']

/** What lives, as it would be told. Of mail that nothing came of, a computer whose mailbox it is keeps more than it tells. */
function liveOf({ store }: Device, kind: SharedKind): string[] {
  const codec = codecs[kind]
  const rows = store.all<{ id: number }>(`SELECT id FROM ${codec?.table}`)
  return rows.flatMap(({ id }) => {
    const row = codec?.read(store, id)
    return row && !row.gone && row.fields.state !== 'withdrawn' ? [`${kind} ${row.id} ${canonical(row.fields)}`] : []
  })
}

const naming = ['enrollments', 'sends', 'incoming', 'shares', 'mailbox_requests']

/** Which mailbox it is of, removed or not. */
const mailboxesOf = ({ store }: Device) =>
  naming.flatMap((table) =>
    store.all(
      `SELECT x.public_id AS id, a.public_id AS account, a.deleted FROM ${table} x JOIN accounts a ON a.id = x.account_id
       WHERE x.deleted = 0 ${table === 'sends' ? "AND x.state = 'sent'" : ''} ORDER BY 1`,
    ),
  )

const all = (device: Device) => ({
  live: [...kinds, ...mail].flatMap((kind) => liveOf(device, kind)).sort(),
  mailboxes: mailboxesOf(device),
  waiting: device.store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1 ORDER BY public_id'),
  refused: device.store.all("SELECT words FROM merge_notes WHERE what = 'refused'"),
})

function checkAlike({ devices }: Team): void {
  const [first, ...rest] = devices as [Device, ...Device[]]
  const held = all(first)
  for (const device of rest) expect(all(device)).toEqual(held)
  // an alias waits for its address
  expect((held.waiting as { kind: string }[]).filter(({ kind }) => kind !== 'alias')).toEqual([])
  for (const device of devices) {
    expect(notAsAnew(device)).toEqual([])
    expect(device.store.all('PRAGMA foreign_key_check')).toEqual([])
  }
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...Object.keys(deeds)), fc.nat(2), fc.nat(8)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('meet'), fc.nat(2), fc.nat(1)) },
)
const how = fc.record({ together: fc.constantFrom(1, 2, 30), most: fc.constantFrom(1, 3, 9999) })

it('ends alike, however much of it each told at once, and however little of that the others took', async () => {
  const steps = fc.array(step, { minLength: 4, maxLength: 24 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...people), steps, how, async (members, drawn, part) => {
      const team = await teamOf(members)
      teams.push(team)
      const { devices, clock } = team
      for (const [what, at, n] of drawn) {
        clock.now += 1000
        const device = devices[at] as Device
        if (what === 'meet') exchange(device, devices[(at + 1 + n) % 3] as Device, clock.now, part)
        else deeds[what]?.(device, clock.now, n)
      }
      settleAll(team)
      checkAlike(team)
      for (const one of teams.splice(0)) one.close()
    }),
    { numRuns: Number(process.env.CADENZA_FUZZ_COUNT ?? 40), endOnFailure: false },
  )
}, 3_600_000)
