import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** The repository these tests look at. */
export const root = resolve(import.meta.dirname, '../..')

/** The configuration of every linter: what `npm run lint` reads. */
const rules = [
  '.dependency-cruiser.cjs',
  'biome.jsonc',
  'package.json',
  'scripts/lint',
  'tsconfig.base.json',
  'tsconfig.json',
  'src/shared/tsconfig.json',
  'src/main/tsconfig.json',
  'src/preload/tsconfig.json',
  'src/renderer/tsconfig.json',
  'test/tsconfig.json',
]

/** A small house of its own with the real rules: `files` maps a path to its text. Removed by `close`. */
export function buildHouse(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-house-'))
  for (const rule of rules) cpSync(join(root, rule), join(folder, rule), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return { folder, close: () => rmSync(folder, { recursive: true, force: true }) }
}
