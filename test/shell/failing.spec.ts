/** Starts that fail: each says why and what to do, and ends. What dialogs say is read from the stand-in. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DesktopApp } from '../standin/screen.ts'
import { expect, isReal, test } from './desktop.ts'
import { inside } from './inside.ts'
import { otherHost } from './other-host.ts'

if (!isReal) {
  test.describe('a start that fails says why, what to do, and ends', () => {
    const said = async (desktop: DesktopApp) => {
      expect(await desktop.ended).toBe(1)
      expect(desktop.said).toHaveLength(1)
      expect(desktop.said[0]?.message).toBe('Cadenza can’t start')
      return desktop.said[0]?.detail
    }

    test('another Cadenza has the folder', async ({ launch, home }) => {
      await using host = await otherHost(home.folder)
      const detail = await said(await launch())
      expect(detail).toContain(`process ${host.pid} (cadenza serve)`)
      expect(detail).toContain('Close the other Cadenza, or use it.')
    })

    test('the database is damaged', async ({ launch, home }) => {
      writeFileSync(join(home.folder, 'cadenza.sqlite'), 'this is no database, whatever its name says '.repeat(200))
      expect(await said(await launch())).toContain('Restore a backup.')
    })

    test('the folder is kept in step with other computers', async ({ launch, home }) => {
      const folder = join(home.folder, 'Dropbox', 'cadenza')
      mkdirSync(folder, { recursive: true })
      const detail = await said(await launch({ env: { CADENZA_DATA: folder } }))
      expect(detail).toContain('by Dropbox')
      expect(detail).toContain('--data FOLDER')
    })

    test('an error that nobody caught ends it: it is said in words, and the log has its course', async ({
      launch,
      home,
    }) => {
      const thrower = new URL('../host/crash-on-signal.mjs', import.meta.url).href
      const desktop = await launch({ env: { NODE_OPTIONS: `--import ${thrower}` } })
      await desktop.firstWindow()
      desktop.process().kill('SIGWINCH')
      expect(await desktop.ended).toBe(1)
      expect(desktop.said).toEqual([{ message: 'Cadenza has to stop', detail: expect.stringContaining('is lost') }])
      expect(desktop.said[0]?.detail).not.toMatch(/canary|\n\s+at /)
      expect(home.log()).toMatch(/"message":"it crashed".*password=\*\*\*\\n\s+at /)
    })

    test('a page that crashed is offered again, and sending goes on meanwhile', async ({ launch, home }) => {
      const desktop = await launch()
      await desktop.firstWindow()
      await desktop.evaluate(({ BrowserWindow }) => {
        const gone = { reason: 'oom', exitCode: 5 }
        BrowserWindow.getAllWindows()[0]?.webContents.emit('render-process-gone', {}, gone)
      })
      await expect
        .poll(() => inside(desktop, ({ recorded }) => recorded.map(({ api }) => api)))
        .toContain('webContents.reload')
      expect(desktop.said).toEqual([
        { message: 'The window stopped working', detail: 'Sending goes on. Open the window again?' },
      ])
      expect(home.log()).toMatch(/"message":"the page crashed","reason":"oom"/)
      expect(await home.cadenza('status')).toMatchObject({ running: true })
    })

    test('the folder belongs to something else', async ({ launch, home }) => {
      const folder = join(home.folder, 'shared')
      mkdirSync(folder, { mode: 0o755 })
      writeFileSync(join(folder, 'letter.txt'), 'Dear Ann')
      expect(await said(await launch({ env: { CADENZA_DATA: folder } }))).toContain('Choose a new or empty folder.')
    })
  })
}
