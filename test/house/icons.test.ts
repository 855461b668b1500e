import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
// @ts-expect-error a script without types, tested here
import { readIcns, readIco, sizeOfPng } from '../../scripts/icons/containers.mjs'
import { root } from './house.ts'

interface Picture {
  size: number
  type?: string
  png: Buffer
}

const icons = join(root, 'resources/icons')
const read = (name: string) => readFileSync(join(icons, name))
const square = (size: number) => ({ width: size, height: size })

/** Each picture is a PNG of the size that its container says. */
const fits = (pictures: Picture[]) => pictures.map(({ size, png }) => [size, sizeOfPng(png)])
const sound = (pictures: Picture[]) => pictures.map(({ size }) => [size, square(size)])

test('the icon of Windows holds every size that Explorer asks for', () => {
  const pictures: Picture[] = readIco(read('icon.ico'))
  expect(pictures.map(({ size }) => size)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256])
  expect(fits(pictures)).toEqual(sound(pictures))
})

test('the icon of macOS holds PNG files up to 512 points, twice as fine', () => {
  const pictures: Picture[] = readIcns(read('icon.icns'))
  expect(pictures.map(({ type, size }) => [type, size])).toEqual([
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic08', 256],
    ['ic13', 256],
    ['ic09', 512],
    ['ic14', 512],
    ['ic10', 1024],
  ])
  expect(fits(pictures)).toEqual(sound(pictures))
})

test('the icons of Linux are as large as their names say', () => {
  const names = readdirSync(join(icons, 'linux'))
  const sizes = names.map((name) => [name, sizeOfPng(read(join('linux', name)))])
  expect(sizes).toEqual(names.map((name) => [name, square(Number.parseInt(name, 10))]))
  expect(names).toHaveLength(7)
  expect(sizeOfPng(read('icon.png'))).toEqual(square(1024))
})

test('each state has a mark for every kind of bar', () => {
  const found = readdirSync(join(icons, 'tray')).filter((name) => !name.endsWith('.svg'))
  const expected = ['idle', 'paused', 'stopped', 'attention'].flatMap((mark) => [
    `${mark}Template.png`,
    `${mark}Template@2x.png`,
    ...['light', 'dark'].flatMap((bar) => [`${mark}-${bar}.png`, `${mark}-${bar}@2x.png`, `${mark}-${bar}.ico`]),
  ])
  expect(found.sort()).toEqual(expected.sort())
  const points = (name: string) => (name.includes('Template') ? 16 : 22) * (name.includes('@2x') ? 2 : 1)
  const drawn = found.filter((name) => name.endsWith('.png'))
  expect(drawn.map((name) => [name, sizeOfPng(read(join('tray', name)))])).toEqual(
    drawn.map((name) => [name, square(points(name))]),
  )
  for (const name of found.filter((each) => each.endsWith('.ico'))) {
    const pictures: Picture[] = readIco(read(join('tray', name)))
    expect(fits(pictures)).toEqual([16, 20, 24, 32, 48].map((size) => [size, square(size)]))
  }
})

test('no two states look the same', () => {
  const marks = ['idle', 'paused', 'stopped', 'attention'].map((mark) =>
    read(`tray/${mark}Template.png`).toString('hex'),
  )
  expect(new Set(marks).size).toBe(4)
})
