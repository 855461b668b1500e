/** What a page may ask of the desktop: starting with the computer, themes, files, updates. On the stand-in. */

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import pkg from '../../package.json' with { type: 'json' }
import { expect, isReal, test } from './desktop.ts'
import { inside } from './inside.ts'
import { callOver } from './port.ts'

if (!isReal) {
  test('starting when one signs in is a choice, off until it is made', async ({ launch, home }) => {
    const desktop = await launch({ env: { STANDIN_PACKAGED: '1' } })
    const window = await desktop.firstWindow()
    const file = join(home.folder, 'config/autostart/cadenza.desktop')
    const [before, made] = await callOver(window, [['shell/login/get'], ['shell/login/set', { on: true }]])
    expect([before?.body, made?.body]).toEqual([
      { on: false, possible: true, words: null },
      { on: true, possible: true, words: null },
    ])
    expect(readFileSync(file, 'utf8')).toContain(`Exec="${process.execPath}" --hidden\n`)
    const [after] = await callOver(window, [['shell/login/set', { on: false }]])
    expect(after?.body).toMatchObject({ on: false })
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })

  test('the page learns about the program, its theme is kept, and updates are off without a feed', async ({
    desktop,
    window,
    home,
    launch,
  }) => {
    const [about, update, check, login, theme, refused] = await callOver(window, [
      ['shell/about'],
      ['shell/update/get'],
      ['shell/update/check'],
      ['shell/login/get'],
      ['shell/theme', { theme: 'dark' }],
      ['shell/files/show', { path: '/etc/passwd' }],
    ])
    expect(about?.body).toMatchObject({ version: pkg.version, platform: process.platform, data_folder: home.folder })
    expect([update?.body, check?.body]).toEqual(
      [0, 1].map(() => ({ state: 'off', version: null, words: expect.stringContaining('no place to look') })),
    )
    expect(login?.body).toMatchObject({ on: false, possible: false })
    expect(theme?.status).toBe(200)
    expect(refused).toMatchObject({ status: 403 })
    await desktop.close()
    const again = await launch()
    await again.firstWindow()
    expect(await inside(again, ({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
  })

  test('text is saved where a person says, and nowhere else', async ({ desktop, window, home }) => {
    const path = join(home.folder, 'report.csv')
    const [closed] = await callOver(window, [['shell/files/save', { name: 'a.csv', kind: 'csv', text: 'a,b' }]])
    expect(closed).toEqual({ status: 200, body: null })
    await inside(
      desktop,
      ({ dialog }, filePath) => {
        dialog.showSaveDialog = (async (...given: unknown[]) => {
          Object.assign(globalThis, { offered: (given.at(-1) as { defaultPath: string }).defaultPath })
          return { canceled: false, filePath }
        }) as never
      },
      path,
    )
    const [saved] = await callOver(window, [
      ['shell/files/save', { name: '../../evil:name.csv', kind: 'csv', text: 'a,b\n' }],
    ])
    expect(saved?.body).toEqual({ path })
    expect(readFileSync(path, 'utf8')).toBe('a,b\n')
    const offered = await inside(desktop, () => (globalThis as unknown as { offered: string }).offered)
    expect(basename(offered)).toBe('..-..-evil-name.csv')
  })
}
