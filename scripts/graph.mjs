// Draws who imports whom, folder by folder, into docs/architecture.md: an arrow that follows from two others is left
// out. With --check it only says whether the picture is true.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import { root } from './built.mjs'

const page = join(root, 'docs/architecture.md')
const [open, close] = ['<!-- graph: node scripts/graph.mjs -->', '<!-- end of graph -->']

/** The box a source file is drawn in: its folder, or itself where it stands beside folders. */
function boxOf(path) {
  const [, floor, room, deeper] = /^src\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?/.exec(path)
  if (floor === 'preload') return 'preload'
  if (floor === 'renderer') return room.includes('.') ? 'renderer' : `renderer/${room}`
  if (room === 'host') return deeper.includes('.') ? 'host' : `host/${deeper}`
  return floor === 'shared' ? room : room.replace(/\.ts$/, '')
}

/** Box → the boxes it imports. */
async function arrows() {
  process.chdir(root)
  const { options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs')
  const { output } = await cruise(['src'], options)
  const found = new Map()
  for (const { source, dependencies } of output.modules.filter((module) => /^src\/.*\.tsx?$/.test(module.source))) {
    const from = boxOf(source)
    const to = found.get(from) ?? new Set()
    found.set(from, to)
    for (const { resolved } of dependencies)
      if (/^src\/.*\.tsx?$/.test(resolved) && boxOf(resolved) !== from) to.add(boxOf(resolved))
  }
  return found
}

/** True when `to` can be reached from `from` without the direct arrow between them, nor back through `from`. */
function isDetour(found, from, to) {
  const seen = new Set([from])
  const next = [...found.get(from)].filter((box) => box !== to)
  while (next.length > 0) {
    const box = next.pop()
    if (box === to) return true
    if (seen.has(box)) continue
    seen.add(box)
    next.push(...(found.get(box) ?? []))
  }
  return false
}

function draw(found) {
  const lines = []
  // What is left out is gone for the next question: of two boxes that import each other, both would be each other's detour.
  for (const from of [...found.keys()].sort())
    for (const to of [...found.get(from)].sort())
      if (isDetour(found, from, to)) found.get(from).delete(to)
      else lines.push(`  ${from.replace('/', '_')}["${from}"] --> ${to.replace('/', '_')}["${to}"]`)
  return `${open}\n\n\`\`\`mermaid\nflowchart TD\n${lines.join('\n')}\n\`\`\`\n\n${close}`
}

const text = readFileSync(page, 'utf8')
const [start, end] = [text.indexOf(open), text.indexOf(close)]
if (start < 0 || end < start) throw new Error(`${page} has no place marked for the graph`)
const drawn = text.slice(0, start) + draw(await arrows()) + text.slice(end + close.length)
if (process.argv.includes('--check')) {
  if (drawn !== text) {
    console.error('docs/architecture.md shows other arrows than the code has: run "npm run graph".')
    process.exit(1)
  }
} else {
  writeFileSync(page, drawn)
}
