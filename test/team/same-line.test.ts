/** A line of the list of whom nobody writes to that several change beside each other: all end with the same one. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { suppress, unsuppress } from '../../src/main/store/suppressions.ts'
import { type Chunk, canonical } from '../../src/shared/domain/shared-change.ts'
import { notAsAnew } from './anew.ts'
import { type Device, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const value = 'x@shop.com'

const put = ({ store }: Device, source: string, reason: string, now: number) =>
  store.write((tx) =>
    suppress(tx, { publicId: newId(), kind: 'address', value, reason, source, createdAt: now }, stamp(tx, now)),
  )
const takeOff = ({ store }: Device, now: number) =>
  store.write((tx) => {
    const id = tx.get<{ id: string }>('SELECT public_id AS id FROM suppressions')?.id as string
    unsuppress(tx, id, stamp(tx, now))
  })

async function three() {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'admin' },
    { name: 'Di', address: 'di@acme.com', role: 'member' },
  ])
  teams.push(team)
  const [ana, bo, cy, di] = team.devices as [Device, Device, Device, Device]
  return { team, ana, bo, cy, di, now: team.clock.now }
}

/** As it stands in the table, and as it is folded. */
const lines = ({ store }: Device) => [
  store.all('SELECT value, source, reason, deleted FROM suppressions'),
  store
    .all<{ fields: string; gone: string | null }>("SELECT fields, gone FROM shared_rows WHERE kind = 'suppression'")
    .map(({ fields, gone }) => canonical({ ...JSON.parse(fields), gone })),
]

/** Two say something beside each other, and are heard in one order and in the other. */
async function beside(
  begin: (team: Awaited<ReturnType<typeof three>>) => void,
  ofAna: (ana: Device, now: number) => void,
  ofBo: (bo: Device, now: number) => void,
) {
  for (const later of ['ana', 'bo']) {
    const all = await three()
    const { team, ana, bo, cy, di, now } = all
    begin(all)
    settleAll(team)
    ofAna(ana, now + (later === 'ana' ? 9 : 8))
    ofBo(bo, now + (later === 'bo' ? 9 : 8))
    const [a, b] = [seal(ana, now + 10), seal(bo, now + 10)] as [Chunk[], Chunk[]]
    expect([a.length, b.length]).toEqual([1, 1])
    take(cy, [...a, ...b], now + 11)
    take(di, [...b, ...a], now + 11)
    settleAll(team)
    for (const one of [ana, bo, cy, di]) {
      expect(lines(one)).toEqual(lines(cy))
      expect(notAsAnew(one)).toEqual([])
    }
    expect(cy.store.all('SELECT source, deleted FROM suppressions')).toEqual([{ source: 'opt_out', deleted: 0 }])
  }
}

it('asked for from outside while whoever wrote it down takes it off', () =>
  beside(
    ({ bo, now }) => put(bo, 'hand', 'by telephone', now),
    (ana, now) => put(ana, 'opt_out', 'wants no more', now),
    takeOff,
  ))

it('put on again by two, by hand and from outside, after an admin took it off', () =>
  beside(
    ({ team, ana, now }) => {
      put(ana, 'opt_out', 'wants no more', now)
      settleAll(team)
      takeOff(ana, now + 1)
    },
    (ana, now) => put(ana, 'opt_out', 'wants no more again', now),
    (bo, now) => put(bo, 'hand', 'by telephone', now),
  ))
