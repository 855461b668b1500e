// Which Node runs Cadenza. better-sqlite3 13 crashes without a word on Node 20, so nothing that touches SQLite may
// start there; `npm ci` therefore brings a Node 24 as an ordinary package for Linux and Windows x64.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [major, minor] = process.versions.node.split('.').map(Number)

/** True when the Node that runs this script can run Cadenza. */
export const newEnough = major > 22 || (major === 22 && minor >= 15)

/** What to tell somebody whose Node is too old. */
export const advice = `Node ${process.versions.node} is too old for Cadenza: run "npm ci" (it brings Node 24 on Linux and Windows x64) or install Node 24.`

/** Path of the Node that can run Cadenza: this one, or else the one npm installed; undefined when there is neither. */
export function suitableNode() {
  if (newEnough) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`)
    const path = join(manifest, '..', 'bin', binary)
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
