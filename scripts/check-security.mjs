// npm run check:security: Doyensec's Electronegativity over the built program. The scanner has a lock file of its own (scripts/
// electronegativity) and is fetched at first use; it fails where a file can't be read by it or a finding isn't in the reviewed
// list (scripts/electronegativity/reviewed.json), and where one of that list is found no more.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import './check-node.mjs'
import { transformSync } from '@swc/core'
import { build, isBuilt, root } from './built.mjs'

const place = join(root, 'scripts/electronegativity')
const folder = join(root, '.cache/electronegativity')
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { electron } = devDependencies

/** Puts the scanner into the cache, with no script of it run. */
function fetchScanner() {
  const lock = 'package-lock.json'
  const kept = join(folder, lock)
  const same = existsSync(kept) && readFileSync(kept, 'utf8') === readFileSync(join(place, lock), 'utf8')
  if (same && existsSync(join(folder, 'node_modules/@doyensec'))) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', lock]) cpSync(join(place, name), join(folder, name))
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error('The scanner could not be fetched: npm ci in .cache/electronegativity failed.')
}

/**
 * The program as the scanner can read it: its walker knows no private members and no static blocks, so both are written the way
 * of 2020 first; nothing else about the code changes. `.cjs` it would pass over.
 */
function readable(into) {
  let files = 0
  for (const entry of readdirSync(join(root, 'out'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|cjs|html)$/.test(entry.name)) continue
    const from = join(entry.parentPath, entry.name)
    const to = join(into, from.slice(join(root, 'out').length)).replace(/\.cjs$/, '.js')
    mkdirSync(dirname(to), { recursive: true })
    const text = readFileSync(from, 'utf8')
    const options = { jsc: { parser: { syntax: 'ecmascript' }, target: 'es2020' }, isModule: !from.endsWith('.cjs') }
    writeFileSync(to, from.endsWith('.html') ? text : transformSync(text, options).code)
    files++
  }
  cpSync(join(root, 'package.json'), join(into, 'package.json'))
  return files
}

/** The scanner, without the net: it would look for translations and for Electron's releases, and fall over without them. */
function loadScanner() {
  const require = createRequire(join(folder, 'package.json'))
  const got = require.resolve('got')
  const refuse = () => Promise.reject(new Error('no network here'))
  require.cache[got] = { id: got, filename: got, loaded: true, exports: Object.assign(refuse, { head: refuse }) }
  return require('@doyensec/electronegativity')
}

/** What a finding is known by: the check, the piece of the program without the hash in its name, and the line itself. */
const known = ({ id, file, sample }) => ({
  check: id,
  file: file === 'N/A' ? '' : file.replace(/-[\w-]{8}\.js$/, '.js'),
  line: (sample ?? '').trim().slice(0, 160),
})

if (!isBuilt() && !build()) process.exit(1)
fetchScanner()
const input = mkdtempSync(join(tmpdir(), 'cadenza-scan-'))
try {
  const files = readable(input)
  const run = loadScanner()
  const { errors, issues, globalChecks, atomicChecks } = await run({
    input,
    isRelative: true,
    electronVersionOverride: electron,
    customScan: [],
    // asks the net for Electron's releases; the version is pinned, and raised with every release of ours
    excludeFromScan: ['availablesecurityfixesglobalcheck'],
  })
  const reviewed = JSON.parse(readFileSync(join(place, 'reviewed.json'), 'utf8'))
  const key = ({ check, file, line }) => JSON.stringify([check, file, line])
  const fine = new Map(reviewed.map((each) => [key(each), each]))
  const found = issues.map(known)
  const fresh = found.filter((each) => !fine.has(key(each)))
  const gone = reviewed.filter((each) => !found.some((one) => key(one) === key(each)))
  for (const { file, message } of errors) console.error(`can't be read: ${file}: ${message}`)
  for (const each of fresh) console.error(`not reviewed: ${JSON.stringify(each)}`)
  for (const each of gone) console.error(`reviewed, but found no more (take it out of reviewed.json): ${key(each)}`)
  console.log(
    `Electronegativity: ${files} files, ${globalChecks + atomicChecks} checks, ${errors.length} parse errors, ` +
      `${found.length} findings, ${fresh.length} unreviewed`,
  )
  if (errors.length + fresh.length + gone.length > 0) process.exitCode = 1
} finally {
  rmSync(input, { recursive: true, force: true })
}
