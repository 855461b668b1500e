import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './house.ts'

test('docs/architecture.md shows the arrows that the code has', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/graph.mjs'), '--check'], {
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
})

const pages = ['README.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })]
  .map((path) => (path.includes('.') && existsSync(join(root, path)) ? path : join('docs', path)))
  .filter((path) => path.endsWith('.md'))

test.each(pages)('%s links only to what is there', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((found) => found[1] ?? '')
  const local = links.filter((link) => !/^https?:/.test(link))
  expect(local.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
})

/** As GitHub names the heading: lower case, nothing but letters, digits, hyphens and spaces, these as hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

test.each(pages)('%s links only to headings that are there', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)].map(([, to = '', anchor = '']) => ({ to, anchor }))
  const missing = links.filter(({ to, anchor }) => {
    const target = readFileSync(to === '' ? join(root, page) : join(root, dirname(page), to), 'utf8')
    return ![...target.matchAll(/^#+ (.+)$/gm)].some(([, heading = '']) => anchorOf(heading.trim()) === anchor)
  })
  expect(missing).toEqual([])
})

test('docs/dependencies.md gives a reason for every package', () => {
  const said = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(names.length).toBeGreaterThan(0)
  expect(names.filter((name) => !name.startsWith('@types/') && !said.includes(`\`${name}\``))).toEqual([])
})
