// npm test: brings up what tests need, builds, lints, tests, and closes with one line that counts.
//   npm test -- test/domain     runs only the tests whose path contains that, and no lint
//   npm run test:all            every screen too, also those that npm test leaves out (playwright.config.ts says which)
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import './check-node.mjs'
import { build, isBuilt, root } from './built.mjs'

const isWhole = process.argv.includes('--all')
const only = process.argv.slice(2).filter((each) => each !== '--all')
const results = join(root, 'test-results')
// Children find the same Node and this checkout's tools, whoever started us.
const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
const env = {
  ...process.env,
  PATH: path,
  CADENZA_SCREENS: isWhole ? 'all' : 'daily',
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
}
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

/** Runs the unit tests of these paths (none: all); what vitest's report says, or undefined where it wrote none. */
function vitest(paths, name) {
  const file = `--outputFile.json=${join(results, name)}`
  const status = run('node_modules/vitest/vitest.mjs', 'run', ...paths, '--reporter=default', '--reporter=json', file)
  const found = report(name)
  if (!found) return undefined
  // A file that does not even load, or whose process died, has no failed test to count.
  const broken = found.testResults
    .filter((each) => each.status === 'failed' && !each.assertionResults.some((one) => one.status === 'failed'))
    .map((each) => each.name)
  return { status, found, broken }
}

function unitTests() {
  const first = vitest(only, 'vitest.json')
  if (!first) return false
  const { found, broken } = first
  for (const file of broken) console.log(`did not load or clean up: ${file}`)
  count.passed += found.numPassedTests
  count.failed += found.numFailedTests
  count.skipped += found.numPendingTests + found.numTodoTests
  // Once more on their own, where a machine had no memory or no port left; such a file is named above all the same.
  const again =
    broken.length > 0 && broken.length <= 3 && process.env.CI ? vitest(broken, 'vitest-again.json') : undefined
  if (again?.status === 0) {
    count.passed += again.found.numPassedTests
    count.skipped -= found.testResults
      .filter(({ name }) => broken.includes(name))
      .reduce((n, { assertionResults }) => n + assertionResults.filter((one) => one.status !== 'passed').length, 0)
  } else count.failed += broken.length
  return first.status === 0 || again?.status === 0 ? found.numTotalTests > 0 : count.failed > 0
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
