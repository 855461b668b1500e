// Is out/ as new as what it is made of? Builds it: beside it, and whole into its place, so that whoever runs, serves or packs
// out/ meanwhile never finds half of it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')
export const out = join(root, 'out')
const program = join(out, 'main/cli.js')

/** Modification time of the newest file at or below `path`, in milliseconds; 0 when there is none. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  const inside = readdirSync(path).filter((name) => !name.endsWith('.tsbuildinfo'))
  return Math.max(0, ...inside.map((name) => newest(join(path, name))))
}

/** True when nothing that goes into the program is newer than the program. */
export function isBuilt() {
  const made = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = ['src', 'resources', 'package.json', 'electron.vite.config.ts'].map((path) =>
    newest(join(root, path)),
  )
  return made > Math.max(...sources)
}

/** Builds; true when that worked: else out/ is as it was. Its output is the caller's. */
export function build() {
  const cache = join(root, 'node_modules/.cache/cadenza')
  mkdirSync(cache, { recursive: true })
  const made = mkdtempSync(join(cache, 'build-'))
  const entry = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const { status } = spawnSync(process.execPath, [entry, 'build', '--logLevel', 'warn', '--outDir', made], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status === 0) putInPlace(made, out)
  else rmSync(made, { recursive: true, force: true })
  return status === 0
}

/** Another build was quicker (a folder is there again), or Windows has a file of it open for a moment. */
const passing = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM', 'EACCES', 'EBUSY'])

/** Makes `to` what the folder `made` is, which goes: never is it anything in between. On one disk. */
export function putInPlace(made, to) {
  const gone = mkdtempSync(`${made}-gone-`)
  for (let tries = 1; ; tries++) {
    try {
      if (statSync(to, { throwIfNoEntry: false })) renameSync(to, join(gone, String(tries)))
      renameSync(made, to)
      break
    } catch (error) {
      if (!passing.has(error.code) || tries === 100) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
  rmSync(gone, { recursive: true, force: true, maxRetries: 3 })
}

/** Which folder it is: another one after every build. */
function folderMark(folder) {
  const stat = statSync(folder, { throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.birthtimeMs} ${stat.ctimeMs}` : 'none'
}

/**
 * What `work` gives of a folder that stayed the same from its beginning to its end; where a build put another one there
 * meanwhile, it is done again. Its error is thrown only where nothing was put there.
 */
export function whileItStays(folder, work) {
  for (let tries = 1; ; tries++) {
    const before = folderMark(folder)
    const isSame = () => before !== 'none' && folderMark(folder) === before
    try {
      const result = work()
      if (isSame()) return result
    } catch (error) {
      if (before === 'none' || isSame()) throw error
    }
    if (tries === 5) throw new Error(`${folder} was put in place anew ${tries} times: builds go on beside this.`)
  }
}

if (process.argv[1] === import.meta.filename && !build()) process.exitCode = 1
