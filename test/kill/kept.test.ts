import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { HOUR } from '../../src/shared/domain/time.ts'
import type { RigEvent } from '../rig/ledger-script.ts'
import { limitFaults, secretFaults } from './kept.ts'
import { secret, senders } from './rules.ts'

const began = Date.parse('2026-11-23T09:00:00Z')
const taken = (time: number | undefined, from = senders[1] ?? ''): RigEvent => ({
  ...{ event: 'taken', connection: 1, at: 0, from, sendId: 's' },
  ...(time === undefined ? {} : { time }),
})

it('of nine messages within an hour one is too many, however they are ordered; nine in an hour and a moment are not', () => {
  const nine = Array.from({ length: 9 }, (_, i) => (i * HOUR) / 8)
  const at = (stretch: number) => nine.map((ms) => taken(began + 40 * 60_000 + Math.round(ms * stretch))).toReversed()
  expect(limitFaults(at(1))).toEqual([])
  expect(limitFaults(at(0.99))).toEqual(['b@sender.test sent more than 8 in the hour to 2026-11-23T10:39:24.000Z'])
  // another mailbox has a limit of its own
  expect(
    limitFaults([
      ...at(0.5).slice(0, 5),
      ...at(0.5)
        .map(({ time }) => taken(time, senders[2]))
        .slice(0, 5),
    ]),
  ).toEqual([])
})

it('a message of which nobody knows when it was taken is a fault', () => {
  expect(limitFaults([taken(undefined)])).toEqual(['nobody knows when s left'])
})

it('finds a password in a file below the folder, plain and in base64', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-kept-'))
  try {
    writeFileSync(join(folder, 'fine'), 'nothing')
    expect(secretFaults(folder)).toEqual([])
    writeFileSync(join(folder, 'one'), `x${secret}x`)
    writeFileSync(join(folder, 'two'), Buffer.from(secret).toString('base64'))
    expect(secretFaults(folder)).toHaveLength(2)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
