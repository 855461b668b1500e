// Is out/ as new as what it is made of?
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')
const program = join(root, 'out/main/cli.js')

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

/** Builds; true when that worked. Its output is the caller's. */
export function build() {
  const entry = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const { status } = spawnSync(process.execPath, [entry, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  })
  return status === 0
}
