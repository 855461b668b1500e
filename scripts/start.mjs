// npm start: builds when the sources are newer than the program, then opens Cadenza.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build, isBuilt, root } from './built.mjs'
import { advice, suitableNode } from './node.mjs'

const node = suitableNode()
if (!node) {
  console.error(advice)
  process.exit(1)
}
if (!isBuilt() && !build()) process.exit(1)
console.log('The desktop window is not part of this version; starting the headless host. Ctrl-C ends it.')
const child = spawn(node, [join(root, 'scripts/cadenza.mjs'), 'serve', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
// In a terminal Ctrl-C reaches the host by itself; a second one would read as "stop at once".
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
