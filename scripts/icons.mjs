// node scripts/icons.mjs: draws every picture file in resources/icons from the SVG files beside them. They are checked in;
// run it after changing an SVG. Chromium draws; the containers of Windows and macOS only wrap PNG files.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { icns, ico } from './icons/containers.mjs'

const folder = join(import.meta.dirname, '../resources/icons')
const marks = ['idle', 'paused', 'stopped', 'attention']
/** The mark on a dark bar, and on a light one. */
const inks = { light: '#eceae4', dark: '#1b1a20' }

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] })
const page = await browser.newPage()

/** A PNG of `size` × `size` pixels; `ink` colours what has no colour of its own. */
async function draw(name, size, ink = '#000000') {
  const svg = readFileSync(join(folder, `${name}.svg`), 'utf8')
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px;fill:${ink}}</style>${svg}`,
  )
  return page.screenshot({ omitBackground: true, type: 'png' })
}

/** The simpler drawing where lines of the fuller one would only be dirt. */
const plain = (size) => (size <= 64 ? 'icon-small' : 'icon')
async function drawAll(sizes, nameOf, ink) {
  const drawn = []
  for (const size of sizes) drawn.push({ size, png: await draw(nameOf(size), size, ink) })
  return drawn
}

const write = (path, bytes) => writeFileSync(join(folder, path), bytes)

write('icon.png', await draw('icon', 1024))
write('icon.ico', ico(await drawAll([16, 20, 24, 32, 40, 48, 64, 128, 256], plain)))
write(
  'icon.icns',
  icns(await drawAll([32, 64, 128, 256, 512, 1024], (size) => (size <= 64 ? 'icon-small' : 'icon-mac'))),
)
mkdirSync(join(folder, 'linux'), { recursive: true })
for (const { size, png } of await drawAll([16, 32, 48, 64, 128, 256, 512], plain))
  write(`linux/${size}x${size}.png`, png)

for (const mark of marks) {
  const svg = `tray/${mark}`
  // macOS tints a template itself; a menu bar has 16 points, twice as many pixels where they are small.
  write(`${svg}Template.png`, await draw(svg, 16))
  write(`${svg}Template@2x.png`, await draw(svg, 32))
  for (const [bar, ink] of Object.entries(inks)) {
    write(`${svg}-${bar}.png`, await draw(svg, 22, ink))
    write(`${svg}-${bar}@2x.png`, await draw(svg, 44, ink))
    write(`${svg}-${bar}.ico`, ico(await drawAll([16, 20, 24, 32, 48], () => svg, ink)))
  }
}
await browser.close()
