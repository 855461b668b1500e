import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Change } from '../../src/shared/domain/shared-change.ts'
import { type Folded, foldChange } from '../../src/shared/domain/shared-fold.ts'
import { accountAt } from '../../src/shared/domain/shared-moves.ts'
import type { Place } from '../../src/shared/domain/shared-order.ts'
import { size } from '../size.ts'

interface Told {
  change: Change
  place: Place
}

const clock = (millis: number, device: string): string => `${String(millis).padStart(15, '0')}-00000000-${device}`
const devices = ['a', 'b', 'c']

/** Words of three devices that had heard how it began and nothing of each other; some move it, some say something else. */
const words = fc
  .array(
    fc.record({
      device: fc.constantFrom(...devices),
      account: fc.option(fc.constantFrom('m1', 'm2', 'm3'), { nil: undefined }),
    }),
    { maxLength: 9 },
  )
  .map((all) => {
    const numbers = new Map<string, number>()
    return all.map(({ device, account }): Told => {
      const number = (numbers.get(device) ?? 0) + 1
      numbers.set(device, number)
      const set = account === undefined ? { position: number } : { account }
      const hlc = clock(10 + number, device)
      return {
        change: { kind: 'enrollment', id: 'row', hlc, by: device, salt: 'salt-salt', set },
        place: { device, number, seen: { z: 1 } },
      }
    })
  })

const begin: Told = {
  change: {
    ...{ kind: 'enrollment', id: 'row', hlc: clock(1, 'z'), by: 'z', salt: 'salt-salt' },
    set: { engagement: 'e', account: 'm0', position: 0 },
  },
  place: { device: 'z', number: 1, seen: {} },
}

it('knows the mailbox that each writer knew, in whatever order words come and how often', () => {
  fc.assert(
    fc.property(words, fc.infiniteStream(fc.nat()), (all, stream) => {
      const queues = devices.map((device) => all.filter(({ place }) => place.device === device))
      let row: Folded = foldChange(undefined, begin.change, begin.place)
      for (let open = queues; open.length > 0; open = open.filter((queue) => queue.length > 0)) {
        const next = open[(stream.next().value as number) % open.length]?.shift()
        if (!next) continue
        row = foldChange(row, next.change, next.place)
        // told once more
        if ((stream.next().value as number) % 3 === 0) row = foldChange(row, next.change, next.place)
      }
      for (const { place } of [begin, ...all]) {
        const own = all.filter((each) => each.place.device === place.device && each.place.number <= place.number)
        const moved = own.findLast(({ change }) => change.set?.account !== undefined)?.change.set?.account ?? 'm0'
        expect(accountAt(row.fields, place)).toBe(moved)
      }
      const last = all.reduce((latest, each) => (each.place.number > latest ? each.place.number : latest), 0)
      const everybody = { device: 'z', number: 2, seen: Object.fromEntries(devices.map((device) => [device, last])) }
      expect(accountAt(row.fields, everybody)).toBe(row.fields.account)
    }),
    { numRuns: size(500, 20_000) },
  )
})
