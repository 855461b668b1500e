/** A backup is put back in the window: the program ends, is started anew, and comes back in safe mode. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, isReal, test } from './desktop.ts'
import { callOver } from './port.ts'

// the real one starts itself anew, out of reach of a test
const onStandin = isReal ? () => {} : test

onStandin('a restore starts the program anew, with its window, into safe mode', async ({ launch, home }) => {
  const desktop = await launch({ args: ['--hidden', 'cadenza://open/contacts'] })
  const window = await desktop.firstWindow()
  await expect(window).toHaveTitle(/Cadenza/)
  const [shown] = await callOver(window, [['workspace/get']])
  const { version } = (shown as { body: { version: number } }).body
  const { name } = await home.cadenza<{ name: string }>('backup')
  await callOver(window, [['workspace/update', { version, name: 'After the backup' }]])
  expect(home.rows('SELECT name FROM workspace')).toEqual([{ name: 'After the backup' }])
  const answers = await callOver(window, [['backups/restore', { name }]]).catch(() => 'gone with its window')
  expect(['gone with its window', [{ status: 200, body: { restarting: true } }]]).toContainEqual(answers)
  expect(await desktop.ended).toBe(0)
  expect(desktop.again).toEqual([[]])

  const next = await launch({ args: desktop.again[0] ?? [] })
  const again = await next.firstWindow()
  await expect(again.getByRole('alert').filter({ hasText: 'A backup was put back.' })).toBeVisible()
  expect(home.rows<{ name: string }>('SELECT name FROM workspace')[0]?.name).not.toBe('After the backup')
  expect(home.rows('SELECT state, reason FROM guard')).toEqual([{ state: 'safe', reason: 'restored' }])
  expect(readdirSync(join(home.folder, 'backups')).filter((each) => each.startsWith('before-restore'))).toHaveLength(1)
  expect(readdirSync(home.folder)).not.toContain('restore.json')
})
