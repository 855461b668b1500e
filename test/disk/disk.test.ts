/**
 * A disk that is full or fails at the n-th write, sync or growth, under real SQLite. Nothing may leave whose intent could not
 * be written down; the engine goes on by itself when the disk does; and killed in the middle of it, it knows what left.
 */
import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { altered, buildHost } from '../kill/build.ts'
import { size } from '../size.ts'
import { sufferAll } from './suffering.ts'

const seed = Number(process.env.CADENZA_SEED ?? Date.now() % 1_000_000)
const faults = size(8, 600)

describe.runIf(process.platform === 'linux')('a disk that fails', { timeout: 3_600_000 }, () => {
  it(`${faults} times: nothing is lost, doubled or left in flight, and it goes on by itself`, async () => {
    const program = await buildHost()
    try {
      const { found, states } = await sufferAll(program, seed, faults)
      expect(found, `seed ${seed}`).toEqual([])
      expect(states.sent).toBeGreaterThan(0)
    } finally {
      rmSync(program)
    }
  })

  // a suite is worth something only if it can fail
  it.runIf(size(0, 1) === 1)(
    'is noticed to have done harm where an email goes on although its beginning could not be written down',
    async () => {
      const goesOn = altered('src/main/work/dispatcher/hand.ts', /if \('again' in done\) throw new Error\([^\n]*\)/, '')
      const program = await buildHost('test/kill/host.ts', [goesOn])
      try {
        const { found } = await sufferAll(program, 77, 60).catch((error: Error) => ({ found: [error.message] }))
        console.log(`goes on all the same: ${found.length} found\n${found.slice(0, 12).join('\n')}`)
        expect(found.join('\n')).toMatch(/sent, [2-9] copies|begun on a disk that fails/)
      } finally {
        rmSync(program)
      }
    },
  )
})
