// npm test: brings up what tests need, builds, lints, tests, and closes with one line that counts.
//   npm test -- test/domain     runs only the tests whose path contains that, and no lint
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import './check-node.mjs'
import { build, isBuilt, root } from './built.mjs'

const only = process.argv.slice(2)
const results = join(root, 'test-results')
// Children find the same Node and this checkout's tools, whoever started us.
const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
const env = { ...process.env, PATH: path, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) }
const count = { passed: 0, failed: 0, skipped: 0 }
const wrong = []

/** Runs a tool of this checkout; its exit status. */
function run(script, ...args) {
  return spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  }).status
}

/** A step that passes or fails as a whole: a failure counts as one, and later steps still run. */
function step(name, work) {
  console.log(`\n── ${name}`)
  const start = performance.now()
  const fine = work()
  console.log(`── ${name}: ${fine ? 'done' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  if (!fine) wrong.push(name)
  return fine
}

/** Reads a report that a test runner wrote; undefined when it died before writing one. */
function report(name) {
  const file = join(results, name)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function unitTests() {
  const status = run(
    'node_modules/vitest/vitest.mjs',
    'run',
    ...only,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(results, 'vitest.json')}`,
  )
  const found = report('vitest.json')
  if (!found) return false
  // A file that does not even load has no failed test to count: it counts as one itself.
  const broken = found.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  )
  for (const file of broken) console.log(`did not load or clean up: ${file.name}`)
  count.passed += found.numPassedTests
  count.failed += found.numFailedTests + broken.length
  count.skipped += found.numPendingTests + found.numTodoTests
  return status === 0 ? found.numTotalTests > 0 : count.failed > 0
}

function windowTests() {
  env.PLAYWRIGHT_JSON_OUTPUT_FILE = join(results, 'playwright.json')
  const status = run('node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json')
  const found = report('playwright.json')
  if (!found) return false
  count.passed += found.stats.expected + found.stats.flaky
  count.failed += found.stats.unexpected
  count.skipped += found.stats.skipped
  return status === 0 || found.stats.unexpected > 0
}

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
const started = performance.now()

if (existsSync(join(root, 'scripts/services-install.mjs')))
  step('mail servers, keyring and browser', () => run('scripts/services-install.mjs') === 0)
if (!isBuilt()) step('build', build)
if (only.length === 0)
  step(
    'lint',
    () =>
      spawnSync('npm', ['run', '-s', 'lint'], {
        cwd: root,
        env,
        stdio: ['ignore', 'inherit', 'inherit'],
        shell: process.platform === 'win32',
      }).status === 0,
  )
step('tests', unitTests)
if (only.length === 0 && existsSync(join(root, 'playwright.config.ts'))) step('tests in a browser', windowTests)

const failed = count.failed + wrong.length
console.log(`\n${count.passed + count.failed} tests ran in ${((performance.now() - started) / 1000).toFixed(0)} s.`)
if (wrong.length > 0) console.log(`Also counted as failed: ${wrong.join(', ')}.`)
console.log(`${count.passed} passed, ${failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`)
process.exitCode = failed > 0 || count.passed === 0 ? 1 : 0
