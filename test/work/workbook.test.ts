/** A large workbook is read on a thread of its own: the engine has its hands free, and reading is given up at any moment. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import writeExcelFile from 'write-excel-file/node'
import { openSheet, sheetPage } from '../../src/main/api/sheet.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import { startHeavy } from '../../src/main/host/workers.ts'
import { size } from '../size.ts'
import { longestStop } from './longest-stop.ts'
import { workerProgram } from './worker-program.ts'
import { type World, world } from './world.ts'

const MANY = size(10_000, 100_000)
let w: World
let heavy: ReturnType<typeof startHeavy>
let file: string

beforeAll(async () => {
  w = await world(Date.UTC(2026, 10, 2, 8), { loops: false })
  heavy = startHeavy({ databaseFile: w.engine.room.databaseFile, clock: systemClock, program: workerProgram() })
  file = join(w.folder, 'many.xlsx')
  const cell = (value: string) => ({ type: String, value })
  const rows = Array.from({ length: MANY }, (_, i) => [`p${i}@many.test`, `Zoe${i}`, `Firm ${i % 99}`, 'x'].map(cell))
  const heads = ['Email', 'First name', 'Company', 'Note'].map(cell)
  writeFileSync(file, await writeExcelFile([heads, ...rows]).toBuffer())
})
afterAll(async () => {
  await heavy.stop()
  await w.stop()
})

async function all(room: Parameters<typeof openSheet>[0]) {
  const sheet = await openSheet(room, file)
  const rows: string[][] = []
  for (let from = 0; from < sheet.rows; from += sheetPage) rows.push(...(await sheet.page(from)))
  await sheet.close()
  const { page: _, close: __, ...about } = sheet
  return { about, rows }
}

it('gives the same rows as reading it here, and holds nobody up', async () => {
  const inline = await longestStop(() => all({}))
  const away = await longestStop(() => all({ heavy }))
  process.stdout.write(
    `${MANY} rows of a workbook: longest stall here ${inline.ms.toFixed(0)} ms, with a thread ${away.ms.toFixed(0)} ms\n`,
  )
  expect(away.result.about).toMatchObject({ rows: MANY + 1, filled: MANY + 1 })
  expect(away.result).toEqual(inline.result)
  expect(away.ms).toBeLessThan(inline.ms / 2)
})

it('is given up at any moment, and refuses what it refuses here', async () => {
  const stop = new AbortController()
  const opening = openSheet({ heavy }, file, undefined, stop.signal)
  stop.abort()
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
  const later = new AbortController()
  const sheet = await openSheet({ heavy }, file, undefined, later.signal)
  later.abort()
  await expect(sheet.page(0)).rejects.toMatchObject({ code: 'cancelled' })
  await expect(openSheet({ heavy }, file, 'No such')).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('There is no sheet "No such"'),
  })
})
