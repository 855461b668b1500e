/** What is done beside the thread that sends, and what becomes of it where that can't be. */
import { expect, it } from 'vitest'
import { bookApart } from '../../src/main/api/apart.ts'
import { fastClock } from '../../src/main/host/clock.ts'

const room = { ports: { clock: fastClock(0, 1), log: { info() {}, warn() {}, error() {} } } } as never
const here = async () => new Uint8Array([1])
const ended = (code: string) =>
  Promise.reject(new Error('the worker ended', { cause: Object.assign(new Error(), { code }) }))

it('writes a workbook here where its thread failed, and not where it was too much for one', async () => {
  expect(await bookApart(room, Promise.resolve(new Uint8Array([2])), here)).toEqual(new Uint8Array([2]))
  expect(await bookApart(room, undefined, here)).toEqual(new Uint8Array([1]))
  expect(await bookApart(room, ended('ERR_WORKER_UNSERIALIZABLE_ERROR'), here)).toEqual(new Uint8Array([1]))
  await expect(bookApart(room, ended('ERR_WORKER_OUT_OF_MEMORY'), here)).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringContaining('CSV'),
  })
})
