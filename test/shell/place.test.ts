import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { placeWindow, readRemembered, writeRemembered } from '../../src/main/host/desktop/window-state.ts'

const main = { x: 0, y: 25, width: 1920, height: 1015 }
const left = { x: -1280, y: 0, width: 1280, height: 1024 }
const small = { x: 0, y: 0, width: 1000, height: 600 }
const box = (x: number, y: number, width = 1200, height = 800) => ({ x, y, width, height })

test.each([
  ['nothing is remembered', null, [main], { width: 1280, height: 800 }],
  ['it is where it was', box(100, 100), [main], box(100, 100)],
  ['it was on a display to the left', box(-1200, 40), [main, left], box(-1200, 40)],
  ['that display is gone', box(-1200, 40), [main], { width: 1280, height: 800 }],
  ['its title bar is above the display', box(100, -300), [main], { width: 1280, height: 800 }],
  ['its title bar is behind the bar at the top', box(100, 10), [main], box(100, 25)],
  ['only a corner could be taken hold of', box(1900, 100), [main], { width: 1280, height: 800 }],
  ['the display is smaller now', box(0, 0, 2400, 1400), [small], box(0, 0, 1000, 600)],
  ['it was made too small', box(10, 30, 600, 400), [main], box(10, 30, 1024, 700)],
  ['the only display is small', null, [small], { width: 1000, height: 600 }],
  ['there is no display', null, [], { width: 1280, height: 800 }],
])('%s', (_, bounds, areas, expected) => expect(placeWindow(bounds, areas)).toEqual(expected))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-place-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const nothing = { bounds: null, maximized: false, theme: 'system', toldHidden: false }

test('what was written is read again, by nobody else', () => {
  const state = { bounds: box(1, 2), maximized: true, theme: 'dark' as const, toldHidden: true }
  writeRemembered(folder, state)
  expect(readRemembered(folder)).toEqual(state)
  expect(statSync(join(folder, 'desktop.json')).mode & 0o077).toBe(0)
})

test.each([
  '',
  '[]',
  'null',
  '{"bounds":{"x":1}}',
  '{"bounds":{"x":1,"y":2,"width":"3","height":4},"theme":"pink","maximized":1}',
])('%s counts as nothing', (text) => {
  writeFileSync(join(folder, 'desktop.json'), text)
  expect(readRemembered(folder)).toEqual(nothing)
})

test('a folder that is gone is no trouble', () => {
  writeRemembered(join(folder, 'gone'), { bounds: null, maximized: false, theme: 'light', toldHidden: false })
  expect(readRemembered(join(folder, 'gone'))).toEqual(nothing)
})
