// npm run lint: every linter to its end, so that one run shows everything; what they found, in order; 1 if anything.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import './check-node.mjs'
import { root } from './built.mjs'

const linters = {
  Biome: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  names: ['scripts/lint/names.mjs'],
  TypeScript: ['node_modules/typescript/bin/tsc', '-b'],
  'dependency-cruiser': [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    'src',
  ],
  // what nobody uses: files, exports, packages (knip.jsonc)
  knip: ['node_modules/knip/bin/knip.js', '--no-progress'],
}

/** Runs one linter to its end; what it said, and whether it was content. */
function lint(script, ...args) {
  const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  return new Promise((resolve) => child.on('close', (code) => resolve({ content: code === 0, said: said.trim() })))
}

const running = Object.entries(linters).map(([name, command]) => [name, lint(...command)])
for (const [name, result] of running) {
  const { content, said } = await result
  if (!content) process.exitCode = 1
  console.log(content ? `${name}: nothing to say` : `${name}:\n${said}\n`)
}
