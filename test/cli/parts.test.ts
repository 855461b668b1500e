/** Parts of the command line on their own: limits, bars, tables, the writer. */
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Io, print, remark } from '../../src/main/host/cli/io.ts'
import { createProgress } from '../../src/main/host/cli/progress.ts'
import { limitsFor, limitWish } from '../../src/main/host/cli/schedule-options.ts'
import { tame } from '../../src/main/host/cli/table.ts'
import { sender } from '../../src/main/host/cli/values.ts'
import { arrayPieces, printJson, writePieces } from '../../src/main/host/cli/write.ts'
import type { Limit } from '../../src/shared/domain/plan-shape.ts'
import { limitUnits } from '../../src/shared/domain/quota.ts'

const wish = fc.record({
  who: fc.constantFrom('*', 'a@example.com', 'A@EXAMPLE.com', 'b@example.com'),
  limit: fc
    .tuple(fc.constantFrom(...limitUnits), fc.integer({ min: 1, max: 500 }), fc.nat(50))
    .map(([unit, min, more]): Limit => ({ unit, min, max: min + more })),
})

test('each unit comes from one level only: its own, else everybody’s, else the defaults', () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
      const got = limitsFor('a@example.com', wishes)
      for (const unit of limitUnits) {
        const of = (test: (who: string) => boolean) =>
          wishes.filter(({ who, limit }) => test(who) && limit.unit === unit).map(({ limit }) => limit.max)
        const own = of((who) => who.toLowerCase() === 'a@example.com')
        const all = of((who) => who === '*')
        const usual = unit === 'hour' ? [50] : unit === 'day' ? [400] : []
        const level = own.length > 0 ? own : all.length > 0 ? all : usual
        const found = got.filter((limit) => limit.unit === unit).map(({ max }) => max)
        expect(Math.min(...found)).toBe(Math.min(...level))
        for (const max of found) expect(level).toContain(max)
      }
    }),
  )
})

test('of fixed repeats one is left, of ranges all, because each is drawn anew', () => {
  const wishes = ['*:9/hour', '*:5/hour', '*:7/hour'].map(limitWish)
  expect(limitsFor('a@example.com', wishes).filter(({ unit }) => unit === 'hour')).toEqual([
    { unit: 'hour', min: 5, max: 5 },
  ])
  expect(limitsFor('a@example.com', ['*:5-9/hour', '*:6/hour'].map(limitWish))).toHaveLength(3)
})

test('a sender with a weight, with "=" in its local part, without a weight', () => {
  expect(sender('anna@example.com=75')).toEqual({
    address: 'anna@example.com',
    key: 'anna@example.com',
    weight: 75,
    weighted: true,
  })
  expect(sender('a=b@Example.com')).toEqual({
    address: 'a=b@Example.com',
    key: 'a=b@example.com',
    weight: 1,
    weighted: false,
  })
})

test('text from outside can not move the cursor', () => {
  expect(tame('a\u001b[2Kb\r\nc\u202ed')).toBe('a [2Kb c d')
})

test('nor whatever sentence it stands in, while colours of ours and what a program reads stay what they are', () => {
  const stream = () => {
    const pieces: string[] = []
    return { pieces, write: (text: string) => pieces.push(text) > 0 }
  }
  const [stdout, stderr] = [stream(), stream()]
  const io = { stdout, stderr } as unknown as Io
  const name = 'Ana\u001b[2J\u001b[8m\u009b2K\u0007\u202e\rBo'
  print(io, `\u001b[1mFrom\u001b[22m ${name}\n\u001b[48;5;22mnext\u001b[0m`)
  remark(io, name)
  printJson(io, { name })
  const plain = 'Ana [2J [8m 2K   Bo'
  expect(stdout.pieces[0]).toBe(`\u001b[1mFrom\u001b[22m ${plain}\n\u001b[48;5;22mnext\u001b[0m\n`)
  expect(stderr.pieces[0]).toBe(`${plain}\n`)
  expect(stdout.pieces[1]).toMatch(/^[\n\x20-\x7e]*$/)
  expect(JSON.parse(stdout.pieces[1] ?? '')).toEqual({ name })
})

test('a slow reader is waited for, and gets everything', async () => {
  const out = new PassThrough({ highWaterMark: 16 })
  const pieces = Array.from({ length: 50_000 }, (_, i) => ({ i, text: 'x'.repeat(20) }))
  let got = ''
  const reading = (async () => {
    for await (const piece of out) got += piece
  })()
  await writePieces(out, arrayPieces(pieces))
  out.end()
  await reading
  expect(JSON.parse(got)).toEqual(pieces)
})

test('a bar is drawn on a terminal only, and leaves a clean line', () => {
  const draw = (tty: boolean): string => {
    const stderr = Object.assign(new PassThrough(), { isTTY: tty })
    let now = 0
    const io = { stderr, env: { NO_COLOR: '1' }, clock: { now: () => now } } as unknown as Io
    const bar = createProgress(io, 'Reading')
    for (; now <= 1000; now += 10) bar.show(now, 1000, 'rows')
    bar.end()
    return String(stderr.read() ?? '')
  }
  expect(draw(false)).toBe('')
  const drawn = draw(true)
  expect(drawn).toContain('48 % rows')
  expect(drawn).toContain('100 % rows')
  expect(drawn.endsWith('\r\u001b[2K')).toBe(true)
  // far fewer drawings than steps
  expect(drawn.split('Reading').length).toBeLessThan(20)
})
