/**
 * npm run test:soak [-- --only NAME --list --again --kept FOLDER --kills 3000 --points 25 --teams 10000 --seasons 50
 *                       --host-kills 1000 --lists 1000000 --mails 500000 --templates 100000 --seed 1 --workers 1 --for 600]
 *
 * What nobody waits for: every suite in its full size. Each goes on where it was ended, from what it keeps in a folder; `--for`
 * ends those that count seeds after so many seconds. A line for each suite as it ends, a table of all at the end; ends badly
 * where one failed. `--only` takes a part of a name, `--again` forgets what was kept, `--list` runs nothing.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parseArgs } from 'node:util'
import './check-node.mjs'
import { root } from './built.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    kept: { type: 'string', default: join(tmpdir(), 'cadenza-soak') },
    kills: { type: 'string', default: '3000' },
    points: { type: 'string', default: '25' },
    teams: { type: 'string', default: '10000' },
    seasons: { type: 'string', default: '50' },
    'host-kills': { type: 'string', default: '1000' },
    lists: { type: 'string', default: '1000000' },
    mails: { type: 'string', default: '500000' },
    templates: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    workers: { type: 'string', default: '1' },
    for: { type: 'string', default: '0' },
  },
})
const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
const { seed = '1' } = values
// tests that draw take a seed of their own where none is given, and name it
const env = { ...process.env, PATH: path, CADENZA_SOAK: '1', ...(values.seed ? { CADENZA_SEED: seed } : {}) }
const version = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? ''
const seeds = ['--seed', seed, '--workers', values.workers, '--for', values.for]

/**
 * Suites that count what they ran. `kept` reads the file that they leave: how many were run, and what was wrong.
 *
 * @type {{ name: string, size: string, args: string[], kept: (sum: any) => { run: number, failed: number } }[]}
 */
const counting = [
  {
    name: 'kill -9 at random',
    size: values.kills,
    args: ['test/kill/soak.ts', '--kills', values.kills, ...seeds],
    kept: (sum) => ({ run: sum.run, failed: sum.faults.length }),
  },
  {
    name: 'kill -9 at each named point',
    size: `${values.points} × each`,
    args: ['test/kill/soak.ts', '--points', values.points, ...seeds],
    kept: (sum) => ({ run: sum.run, failed: sum.faults.length }),
  },
  {
    name: 'kill -9 of sender hosts on PostgreSQL',
    size: values['host-kills'],
    args: [
      'test/queue/soak.ts',
      ...['--kills', values['host-kills'], '--mails', String(20 * Number(values['host-kills'])), ...seeds],
    ],
    kept: (sum) => ({ run: sum.run, failed: sum.faults.length }),
  },
  {
    name: 'seasons of ninety days',
    size: values.seasons,
    args: ['test/season/soak.ts', '--seeds', values.seasons, ...seeds],
    kept: ({ seasons }) => ({
      run: seasons.length,
      failed: seasons.filter(({ faults }) => faults.length > 0).length,
    }),
  },
  {
    name: 'whole teams',
    size: values.teams,
    args: [
      'test/team/soak.ts',
      ...['--count', values.teams, '--first', seed, '--workers', values.workers, '--for', values.for],
    ],
    kept: (sum) => ({ run: sum.runs, failed: sum.faults.length }),
  },
  ...['lists', 'mails', 'templates'].map((kind) => ({
    name: `broken ${kind}`,
    size: values[kind],
    args: ['test/fuzz/soak.ts', `--${kind}`, values[kind], '--seed', seed, '--for', values.for],
    kept: (sum) => ({ run: sum.run[kind], failed: sum.faults.length }),
  })),
]

/** Tests whose figures are published and that have one size: `npm test` runs them in full too. */
const whole = ['test/domain/verdict.test.ts', 'test/e2e/two-senders.test.ts', 'test/mail/smtp-faults.test.ts']
/** The tests that have a size: each is a suite of its own, named by its file. */
const sized = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.test.ts') && /from '.*\/size\.ts'/.test(readFileSync(join(root, name), 'utf8')))
  .concat(whole)
  .sort()

const inPages = ['test/screens/payloads.spec.ts', 'test/screens/sheet-to-report.spec.ts']

const fileOf = (name) => join(values.kept, `${name.replaceAll(/[^a-z0-9.]+/gi, '-')}.json`)
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null)
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0

/** Of a suite that counts: it goes on by itself from what it kept. */
function count({ name, size, args, kept }) {
  const file = fileOf(name)
  const isFine = node(...args, '--kept', file)
  const sum = read(file)
  const { run, failed } = sum === null ? { run: 0, failed: 0 } : kept(sum)
  // it may have ended without a word of its own
  return { name, size, run, failed: isFine ? failed : Math.max(failed, 1) }
}

/** Of a test with a size: once it was run whole and held, it is not run again; one that failed is. */
function test(name) {
  const file = fileOf(name)
  const before = read(file)
  if (before !== null && before.failed === 0) return { ...before, note: `kept from ${before.version}` }
  const told = `${file}.told`
  const isFine = node(
    ...['node_modules/vitest/vitest.mjs', 'run', name, '--testTimeout=14400000'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${told}`],
  )
  const result = read(told)
  rmSync(told, { force: true })
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = result ?? {}
  const line = { name, size: 'whole', run: passed + failed, failed: isFine ? failed : Math.max(failed, 1), version }
  writeFileSync(file, JSON.stringify(line))
  return line
}

/** In a browser: the tests of one file of test/screens. Not kept: it takes minutes. */
function inBrowser(name) {
  const told = `${fileOf(name)}.told`
  env.PLAYWRIGHT_JSON_OUTPUT_FILE = told
  const isFine = node('node_modules/@playwright/test/cli.js', 'test', name, '--reporter=list,json')
  const { expected = 0, unexpected = 0 } = read(told)?.stats ?? {}
  rmSync(told, { force: true })
  return { name, size: 'whole', run: expected + unexpected, failed: isFine ? unexpected : Math.max(unexpected, 1) }
}

const say = ({ name, size, run, failed, note }) =>
  `${name} (${size}): ${run} run, ${failed} failed${note ? `, ${note}` : ''}`

mkdirSync(values.kept, { recursive: true })
const isWanted = (name) => name.includes(values.only)
const suites = [
  ...counting.filter(({ name }) => isWanted(name)).map((suite) => ({ name: suite.name, go: () => count(suite) })),
  ...sized.filter(isWanted).map((name) => ({ name, go: () => test(name) })),
  ...inPages.filter(isWanted).map((name) => ({ name, go: () => inBrowser(name) })),
]
if (suites.length === 0) {
  console.error(`No suite is named like ${values.only}: npm run test:soak -- --list`)
  process.exitCode = 1
} else if (values.list) for (const { name } of suites) console.log(name)
else {
  const lines = []
  for (const { name, go } of suites) {
    if (values.again) rmSync(fileOf(name), { force: true })
    const line = go()
    console.log(say(line))
    lines.push(line)
  }
  console.log(`\n${lines.map(say).join('\n')}\n\nkept in ${values.kept}`)
  process.exitCode = lines.some(({ failed }) => failed > 0) ? 1 : 0
}
