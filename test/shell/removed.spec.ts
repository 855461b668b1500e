/** All data is removed from the window: the program ends, is started once more to say so, and leaves nothing behind. */
import { existsSync, readdirSync } from 'node:fs'
import { expect, isReal, test } from './desktop.ts'
import { callOver } from './port.ts'

// the real one starts itself anew, out of reach of a test
const onStandin = isReal ? () => {} : test

onStandin('everything goes, and the last page is the next start’s', async ({ launch, home }) => {
  const desktop = await launch({ args: ['--hidden', 'cadenza://open/contacts'] })
  const window = await desktop.firstWindow()
  await expect(window).toHaveTitle(/Cadenza/)
  await home.cadenza('backup')
  const [looked] = await callOver(window, [['removal/look']])
  const look = (looked as { body: { workspace: string; possible: boolean; secrets: number | null } }).body
  expect(look.possible).toBe(true)
  const wish = { workspace: look.workspace, leave_keychain: look.secrets === null }
  await callOver(window, [['removal/begin', wish]]).catch(() => 'gone with its window')
  expect(await desktop.ended).toBe(0)
  expect(desktop.again).toEqual([['--removed']])
  // only what Chromium may have had open
  expect(readdirSync(home.folder).filter((name) => !['window', 'config'].includes(name))).toEqual([])

  const last = await launch({ args: desktop.again[0] ?? [] })
  expect(await last.ended).toBe(0)
  expect(last.said.map(({ message }) => message)).toEqual(['Cadenza’s data is gone from this computer'])
  expect(existsSync(home.folder)).toBe(false)
})

onStandin('the argument alone removes nothing', async ({ launch, home }) => {
  const desktop = await launch()
  await desktop.firstWindow()
  await desktop.close()
  const before = readdirSync(home.folder).sort()
  expect(before).toContain('cadenza.sqlite')
  const last = await launch({ args: ['--removed'] })
  expect(await last.ended).toBe(1)
  expect(last.said).toEqual([])
  expect(readdirSync(home.folder).sort()).toEqual(before)
})
