// node scripts/package-check.mjs FOLDER: packs with the real electron-builder over a made-up Electron folder, in seconds and
// without the binary: globs, asar, unpacked native packages and fuses are those of a real package. Prints what it found as
// JSON. It packs for the computer it runs on, which has to be Linux, and what is in out/ as it is: again, where a build put
// another one there meanwhile. `built` is what was in it.
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { out, root, whileItStays } from './built.mjs'

const require = createRequire(import.meta.url)
const folder = resolve(process.argv[2] ?? join(root, 'dist', 'check'))
const dist = join(folder, 'electron')
const { version } = require('electron/package.json')

/** The wire that @electron/fuses looks for: a sentinel, its version, how many fuses, one character each as Electron ships. */
const wire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101100110'),
])

function makeElectron() {
  mkdirSync(join(dist, 'resources'), { recursive: true })
  copyFileSync('/bin/true', join(dist, 'electron'))
  appendFileSync(join(dist, 'electron'), wire)
  chmodSync(join(dist, 'electron'), 0o755)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'resources.pak'])
    writeFileSync(join(dist, name), '')
  writeFileSync(join(dist, 'version'), version)
}

function pack(more) {
  const builder = join(root, 'node_modules/electron-builder/out/cli/cli.js')
  const args = [
    builder,
    '--linux',
    '--dir',
    `-c.electronDist=${dist}`,
    `-c.directories.output=${join(folder, 'packed')}`,
  ]
  const env = { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...more], {
    cwd: root,
    encoding: 'utf8',
    env,
  })
  if (status !== 0) throw new Error(`electron-builder ended with ${status}:\n${stdout}\n${stderr}`)
}

const states = { 48: 'off', 49: 'on', 114: 'removed', 144: 'inherit' }

/** Every file of the program that is packed, from the repository's root. */
const builtFiles = () =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`)

makeElectron()
const built = whileItStays(out, () => {
  pack(process.argv.slice(3))
  return builtFiles()
})
const [packed] = ['linux-unpacked', `linux-${process.arch}-unpacked`]
  .map((name) => join(folder, 'packed', name))
  .filter(existsSync)
const archive = join(packed, 'resources/app.asar')
const { listPackage, extractFile } = require('@electron/asar')
const found = await getCurrentFuseWire(join(packed, 'cadenza'))
const fuses = Object.keys(FuseV1Options)
  .filter((name) => Number.isNaN(Number(name)))
  .map((name) => [name, states[found[FuseV1Options[name]]] ?? 'absent'])
console.log(
  JSON.stringify({
    built,
    files: listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/')),
    manifest: JSON.parse(extractFile(archive, 'package.json').toString('utf8')),
    unpacked: `${archive}.unpacked`,
    updates: existsSync(join(packed, 'resources/app-update.yml')),
    fuses: Object.fromEntries(fuses),
  }),
)
