import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Answer, inParts, isTold, mostAtOnce, type Part } from '../../src/renderer/parts/in-parts.ts'

const ids = (n: number) => Array.from({ length: n }, (_, at) => `e${at}`)

/** An engine that changes every third row not, takes what a filter finds in parts of `size`, and breaks before part `fails`. */
function engine(all: string[], size: number, fails: number) {
  const asked: string[][] = []
  const changes = (id: string) => Number(id.slice(1)) % 3 !== 2
  const ask = async (part: Part<string>): Promise<Answer> => {
    if (asked.length === fails) throw new Error('the engine was gone')
    const from = 'ids' in part ? 0 : Number(part.after ?? 0)
    const rows = 'ids' in part ? part.ids : all.slice(from, from + size)
    asked.push(rows)
    const isOver = 'ids' in part || from + size >= all.length
    return {
      done_ids: rows.filter(changes),
      refused: rows.filter((id) => !changes(id)).map((public_id) => ({ public_id })),
      next: isOver ? null : String(from + size),
    }
  }
  return { ask, asked, changes }
}

const wishes = fc.record({ n: fc.integer({ min: 0, max: 2100 }), byFilter: fc.boolean() })

it('asks for each row once, and knows exactly what was changed before a part failed', async () => {
  await fc.assert(
    fc.asyncProperty(wishes, fc.nat(6), fc.integer({ min: 100, max: 500 }), async ({ n, byFilter }, fails, size) => {
      const all = ids(n)
      const { ask, asked, changes } = engine(all, size, fails)
      const told: number[] = []
      const outcome = await inParts(byFilter ? { filter: 'all' } : { ids: all }, ask, (done) => told.push(done))
      const answered = asked.flat()
      const parts = byFilter ? Math.max(1, Math.ceil(n / size)) : Math.ceil(n / mostAtOnce)
      expect(answered).toEqual(all.slice(0, answered.length))
      expect(Math.max(0, ...asked.map(({ length }) => length))).toBeLessThanOrEqual(mostAtOnce)
      expect(outcome.done).toEqual(answered.filter(changes))
      expect(outcome.refused).toBe(answered.length - outcome.done.length)
      expect(outcome.failure !== null).toBe(fails < parts)
      if (!outcome.failure) expect(answered).toEqual(all)
      expect(told.length).toBe(Math.min(fails, parts))
      expect(told.at(-1) ?? 0).toBe(outcome.done.length)
      // nothing was done and it failed: there is nothing to take back, and the reason alone is said
      expect(isTold(outcome)).toBe(outcome.failure === null || outcome.done.length > 0)
    }),
    { numRuns: 60 },
  )
})

it('says why a part failed, as it was thrown', async () => {
  const { ask } = engine(ids(1200), 500, 1)
  const outcome = await inParts({ ids: ids(1200) }, ask, () => {})
  expect(outcome.failure?.thrown).toEqual(new Error('the engine was gone'))
  expect(outcome.done).toHaveLength(334)
})

it('lets no further part begin once it was stopped', async () => {
  const { ask, asked } = engine(ids(1200), 500, 9)
  const outcome = await inParts({ ids: ids(1200) }, ask, (_, stop) => stop())
  expect(asked).toHaveLength(1)
  expect(outcome).toMatchObject({ isStopped: true, failure: null })
})
