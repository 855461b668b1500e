import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { readContacts } from '../../src/main/api/csv-stream.ts'
import { collect } from '../collect.ts'

const folder = mkdtempSync(join(tmpdir(), 'cadenza-csv-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What is held, without what other tests of this process left behind. */
const held = () => {
  collect()
  return process.memoryUsage().heapUsed
}

describe('a long list', () => {
  const file = join(folder, 'long.csv')
  const count = 100_000
  writeFileSync(
    file,
    `email,first name,note\n${Array.from({ length: count }, (_, i) => (i % 10 ? `p${i}@example.com,Anna ${i},plain note number ${i}` : `p${i}@example.com,"O""Neil",two\tparts`)).join('\n')}\n`,
  )

  it('waits for each batch, reports progress, and keeps one chunk in memory', async () => {
    let open = 0
    let rows = 0
    let most = 0
    const progress: number[] = []
    const before = held()
    const result = await readContacts(file, {
      onBatch: async (contacts, refused) => {
        open++
        expect(open).toBe(1)
        await new Promise((done) => setImmediate(done))
        const looks = Math.floor(rows / 20_000)
        rows += contacts.length + refused.length
        if (Math.floor(rows / 20_000) > looks) most = Math.max(most, held() - before)
        open--
      },
      onProgress: ({ bytes, total }) => {
        expect(bytes).toBeLessThanOrEqual(total ?? 0)
        progress.push(bytes)
      },
    })
    expect([rows, result.rows, result.refused]).toEqual([count, count, 0])
    expect(progress.at(-1)).toBe(result.bytes)
    expect(progress.length).toBeGreaterThan(10)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    // Two or three megabytes; the rows alone, kept as objects, would take ten times as much.
    expect(most).toBeLessThan(10e6)
  })

  it('stops within a batch when it is cancelled, and closes the file', async () => {
    const cancel = new AbortController()
    let batches = 0
    const reading = readContacts(file, {
      signal: cancel.signal,
      onBatch: () => {
        if (++batches === 3) cancel.abort()
      },
    })
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    expect(batches).toBe(3)
  })

  it('stops while it waits for a stream that says nothing, or before it begins', async () => {
    const silent = new PassThrough()
    const cancel = new AbortController()
    const reading = readContacts(silent, { signal: cancel.signal, onBatch: () => {} })
    silent.write('email\na@b.de\n')
    cancel.abort()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    if (!silent.closed) await once(silent, 'close')
    await expect(readContacts(file, { signal: AbortSignal.abort(), onBatch: () => {} })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it('passes on what the caller throws', async () => {
    const full = new Error('the disk is full')
    const onBatch = () => Promise.reject(full)
    await expect(readContacts(file, { onBatch })).rejects.toBe(full)
  })
})
