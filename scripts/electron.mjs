// Where Electron's binary is, and how it gets here. npm installs Electron without it; it is fetched at the first start
// that can show a window. Nothing here imports 'electron' itself: that would start a download without a limit.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const folder = dirname(require.resolve('electron/package.json'))
const { version } = require('electron/package.json')
/** A failed download is remembered: the next start of the day must not wait for it again. */
const missed = join(import.meta.dirname, '../node_modules/.cache/cadenza/no-electron')
const forgetAfter = 24 * 3_600_000
/** ms to the first byte, and between two of them. */
const usual = { first: 8_000, stall: 20_000 }

/** Path of the binary of the version that is wanted; undefined when it is not here. */
export function electronPath() {
  try {
    if (readFileSync(join(folder, 'dist/version'), 'utf8').replace(/^v/, '').trim() !== version) return undefined
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'))
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** Fetches the zip into @electron/get's cache, giving up when nothing moves; install.js unpacks it from there. */
async function download({ first, stall }, say) {
  const { downloadArtifact } = await import('@electron/get')
  const stop = new AbortController()
  const seconds = (ms) => `${ms / 1000} s`
  let timer = setTimeout(() => stop.abort(new Error(`no answer within ${seconds(first)}`)), first)
  let shown = -1
  // The signal alone isn't enough: the download tries again by itself, and would wait for that.
  const stopped = new Promise((_, failed) => stop.signal.addEventListener('abort', () => failed(stop.signal.reason)))
  try {
    const fetched = downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      // as install.js has them, or it would not find the zip
      cacheRoot: process.env.electron_config_cache,
      ...(process.env.electron_use_remote_checksums ? {} : { checksums: require('electron/checksums.json') }),
      downloadOptions: {
        quiet: true,
        signal: stop.signal,
        getProgressCallback: async ({ percent }) => {
          clearTimeout(timer)
          timer = setTimeout(() => stop.abort(new Error(`stalled for ${seconds(stall)}`)), stall)
          const now = Math.floor(percent * 10)
          if (now === shown) return
          shown = now
          say(`Electron ${version}: ${shown * 10} %`)
        },
      },
    })
    fetched.catch(() => {})
    await Promise.race([fetched, stopped])
  } finally {
    clearTimeout(timer)
  }
  const { status } = spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'inherit', timeout: 120_000 })
  if (status !== 0) throw new Error(`it could not be unpacked (exit code ${status})`)
}

/** Why there is no window to be had on this computer before anything is fetched, or undefined. */
function obstacle(env, platform) {
  if (platform !== 'linux') return undefined
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'this computer has no display'
  return process.getuid?.() === 0 ? 'Electron does not start as root' : undefined
}

async function fetched({ env, force, say, memory, patience }) {
  if (env.CADENZA_NO_DOWNLOAD) throw new Error('Electron is not here, and CADENZA_NO_DOWNLOAD forbids fetching it')
  const age = Date.now() - (statSync(memory, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  if (age < forgetAfter && !force)
    throw new Error('Electron could not be downloaded today; npm start -- --desktop tries again')
  say(`Fetching Electron ${version}, once…`)
  try {
    await download(patience, say)
    rmSync(memory, { force: true })
  } catch (error) {
    mkdirSync(dirname(memory), { recursive: true })
    writeFileSync(memory, String(error))
    throw new Error(`Electron could not be downloaded (${error.cause?.code ?? error.code ?? error.message})`)
  }
}

/**
 * The binary, fetched where it is missing and can be.
 *
 * @param wish `force`: also when it failed today; the others are for tests
 * @throws Error whose message says in a few words why there is no desktop here
 */
export async function readyElectron(wish = {}) {
  const { env = process.env, platform = process.platform, force = false, say = console.log } = wish
  const found = obstacle(env, platform)
  if (found) throw new Error(found)
  const { memory = missed, patience = usual } = wish
  if (!electronPath()) await fetched({ env, force, say, memory, patience })
  const path = electronPath()
  if (!path) throw new Error('Electron was not unpacked')
  // A missing library, or a system that denies the sandbox: better known now than by a window that never comes.
  const { status, stderr, error } = spawnSync(path, ['--version'], { timeout: 15_000, encoding: 'utf8' })
  if (status === 0) return path
  const why = String(stderr || error?.message || `exit code ${status}`)
  throw new Error(`Electron does not start here: ${why.trim().split('\n')[0]}`)
}
