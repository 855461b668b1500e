// npm start: builds when the sources are newer than the program, then opens Cadenza: the desktop where Electron runs,
// else the same application in the browser.
//   npm start -- --web       in the browser, whatever there is
//   npm start -- --desktop   the desktop or nothing; tries a failed download again
//   Everything else goes on to Cadenza: --data FOLDER, and in the browser --port N.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build, isBuilt, root } from './built.mjs'
import { readyElectron } from './electron.mjs'
import { advice, suitableNode } from './node.mjs'

const node = suitableNode()
if (!node) {
  console.error(advice)
  process.exit(1)
}
const own = ['--web', '--desktop']
const given = process.argv.slice(2)
const rest = given.filter((each) => !own.includes(each))
const only = own.find((each) => given.includes(each))

if (!isBuilt() && !build()) process.exit(1)

let electron
if (only !== '--web') {
  try {
    electron = await readyElectron({ force: only === '--desktop' })
  } catch (error) {
    console.log(`No desktop window: ${error.message}.${only ? '' : ' Opening Cadenza in the browser; Ctrl-C ends it.'}`)
    if (only) process.exit(1)
  }
}

const child = electron
  ? spawn(electron, [root, ...rest], { cwd: root, stdio: 'inherit' })
  : spawn(node, [join(root, 'scripts/cadenza.mjs'), 'serve', ...rest], {
      cwd: root,
      stdio: ['inherit', 'pipe', 'inherit'],
    })

/** Hands on what the host prints, and opens the one-time address that is in its first lines. */
child.stdout?.on('data', (text) => {
  process.stdout.write(text)
  const address = /http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]+/.exec(String(text))?.[0]
  if (address) openBrowser(address)
})

/** The system's browser, where there is one: without a display the address that was printed is all there can be. */
function openBrowser(address) {
  if (process.env.CADENZA_NO_BROWSER) return
  const { DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION } = process.env
  if (process.platform === 'linux' && ((!DISPLAY && !WAYLAND_DISPLAY) || SSH_CONNECTION)) return
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', address]
        : ['xdg-open', address]
  if (process.platform === 'linux' && spawnSync('which', [command]).status !== 0) return
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}

// In a terminal Ctrl-C reaches the child by itself; a second one would read as "stop at once".
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  console.error(`Cadenza does not start: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code) => process.exit(code ?? 1))
