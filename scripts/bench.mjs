// npm run bench: measures what docs/performance.md promises, one thing after another, each in a process of its own.
//   npm run bench -- import plan --rows 100000 --sends 100000    only these, and smaller
//   npm run bench -- --write                                      puts the figures into docs/performance.md
import { spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import './check-node.mjs'
import { build, isBuilt, root } from './built.mjs'

/** Row of the table by how it begins; what is called with which sizes; which figure is compared with which goal. */
const benches = {
  plan: {
    call: 'benchPlan',
    sizes: ({ sends, runs }) => [sends, runs],
    rows: [{ begins: '| `plan()` of', figure: 'ratio', most: 0.5 }],
  },
  import: {
    call: 'benchImport',
    sizes: ({ rows, runs }) => [rows, runs],
    rows: [
      { begins: '| CSV import of', figure: 'ratio', least: 0.7 },
      { begins: '| CSV import beside', figure: 'ratioBeside', least: 0.7 },
    ],
  },
  exchange: {
    call: 'benchExchange',
    sizes: ({ rows }) => [rows],
    rows: [{ begins: '| a workspace file taken in', figure: 'ratio', most: 5 }],
  },
  dispatch: {
    call: 'benchDispatch',
    sizes: ({ messages, connections, runs }) => [messages, connections, runs],
    rows: [
      { begins: '| dispatch, durable', figure: 'ratio', least: 0.9 },
      { begins: '| dispatch | `smtp-source`', figure: 'toSmtpSource' },
      { begins: '| dispatch | BullMQ', figure: 'toBullmq', least: 1 },
    ],
  },
  // Its hosts are programs of their own, and it needs PostgreSQL's programs.
  hosts: {
    call: 'benchHosts',
    source: true,
    sizes: ({ mails, queued }) => [mails, queued],
    rows: [
      { begins: '| two sender hosts', figure: 'two', least: 1.8 },
      { begins: '| four sender hosts', figure: 'four', least: 3.4 },
      { begins: '| one sender host in a hurry', figure: 'toEngine' },
      { begins: '| what a host asks', figure: 'longQueue', most: 10 },
    ],
  },
  lists: {
    call: 'benchLists',
    sizes: ({ rows }) => [rows],
    rows: [
      { begins: '| every list', figure: 'deepPage', most: 2 },
      { begins: '| an exact count', figure: 'count', most: 3 },
      { begins: '| a report', figure: 'report', most: 1 },
    ],
  },
  bulk: {
    call: 'benchBulk',
    sizes: ({ rows }) => [rows],
    rows: [
      { begins: '| a tag on all', figure: 'tag', most: 2 },
      { begins: '| another owner', figure: 'owner', most: 2 },
      { begins: '| taking back a change', figure: 'undo', most: 3 },
      { begins: '| taking back an import', figure: 'undoImport', most: 2 },
      { begins: '| looking for duplicates', figure: 'duplicates', most: 3 },
      { begins: '| everybody as CSV', figure: 'csv', most: 5 },
      { begins: '| as many as a spreadsheet', figure: 'xlsx' },
      { begins: '| all of these, the thread', figure: 'longestStop', most: 50, unit: 'ms' },
    ],
  },
  growth: {
    call: 'benchGrowth',
    sizes: ({ rows }) => [rows, values.write],
    rows: [
      { begins: '| how `plan()` grows', figure: 'plan', most: 1.1, unit: '' },
      { begins: '| how an import grows', figure: 'import', most: 1.15, unit: '' },
      { begins: '| how a page far down grows', figure: 'deepPage', most: 0.2, unit: '' },
      { begins: '| what-if', figure: 'whatIfRatio', most: 0.5 },
    ],
  },
  lateness: {
    call: 'benchLateness',
    sizes: ({ due }) => [due],
    rows: [{ begins: '| lateness', figure: 'p99', most: 1000, unit: 'ms' }],
  },
  idle: {
    call: 'benchIdle',
    sizes: () => [],
    rows: [
      { begins: '| idle in the tray', figure: 'timersASecond', most: 1, unit: 'a second' },
      { begins: '| idle for a simulated month', figure: 'growth', most: 1.1 },
    ],
  },
  // The built program in a browser: nothing of it is bundled for this. Its workspace is made once and kept beside the packages.
  screens: {
    call: 'benchScreens',
    source: true,
    sizes: ({ rows, contacts, loads, seconds }) => [rows, contacts, loads, seconds],
    rows: [
      { begins: '| first paint', figure: 'firstPaint', most: 1000, unit: 'ms' },
      { begins: '| interactive', figure: 'interactive', most: 2000, unit: 'ms' },
      { begins: '| scripts of the first screen', figure: 'js', most: 400, unit: 'KB' },
      { begins: '| a list thrown, the page', figure: 'longestWork', most: 32, unit: 'ms' },
      { begins: '| a list thrown, frames', figure: 'frameRatio', most: 1.3 },
      { begins: '| a list by hand', figure: 'handWork', most: 32, unit: 'ms' },
      { begins: '| lists of 1,000,000 contacts', figure: 'deepPage', most: 2 },
      { begins: '| a slider, first answer', figure: 'sliderFrames', most: 3, unit: 'frames' },
      { begins: '| a slider, the page meanwhile', figure: 'sliderWork', most: 32, unit: 'ms' },
    ],
  },
}

const full = {
  sends: 1_000_000,
  rows: 1_000_000,
  contacts: 100_000,
  messages: 3000,
  connections: 4,
  mails: 400,
  due: 1000,
  queued: 1_000_000,
  runs: 3,
  loads: 5,
  seconds: 6,
}
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    ...Object.fromEntries(Object.keys(full).map((name) => [name, { type: 'string' }])),
  },
})

/** Prints why nothing is measured and ends. */
function refuse(why) {
  console.error(why)
  process.exit(2)
}

/** The sizes that were asked for, whole numbers. */
function sizes() {
  const asked = Object.fromEntries(Object.keys(full).map((name) => [name, Number(values[name] ?? full[name])]))
  for (const [name, size] of Object.entries(asked))
    if (!Number.isInteger(size) || size < 1) refuse(`--${name} takes a whole number from 1.`)
  return asked
}

const folder = join(root, 'node_modules/.cache/cadenza-bench')

/** Bundles the benches as the product is bundled. */
async function bundle(names) {
  if (names.length === 0) return
  const vite = await import('vite')
  rmSync(folder, { recursive: true, force: true })
  await vite.build({
    configFile: false,
    root,
    logLevel: 'error',
    define: { 'import.meta.dirname': JSON.stringify(join(root, 'bench')) },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(root, 'bench', `${name}.ts`)])),
      },
    },
  })
}

/** Runs one bench in its own process, so that none inherits another's memory; its figures, undefined when it failed. */
function measure(name, asked) {
  return new Promise((resolve) => {
    let figures
    const { call, source } = benches[name]
    const program = pathToFileURL(source ? join(root, 'bench', `${name}.ts`) : join(folder, `${name}.js`)).href
    const code = `import(${JSON.stringify(program)}).then((m) => m.${call}(...${JSON.stringify(asked)})).then((f) => process.send(f, () => process.exit()))`
    const child = spawn(process.execPath, ['-e', code], { cwd: root, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.on('message', (told) => {
      figures = told
    })
    child.on('exit', () => resolve(figures))
  })
}

function machine() {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cores[0]?.model.trim() || process.arch}, ${cores.length} cores, ${memory} GB, ${process.platform}, Node ${process.versions.node}`
}

/** The table with a figure in the last cell of its row. */
function fill(text, begins, figure) {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.startsWith(begins))
  if (at < 0) refuse(`docs/performance.md has no row that begins with "${begins}".`)
  lines[at] = lines[at].replace(/\|[^|]*\|$/, `| ${figure} |`)
  return lines.join('\n')
}

const names = positionals.length > 0 ? positionals : Object.keys(benches)
for (const name of names)
  if (!(name in benches)) refuse(`There is no bench "${name}". There are: ${Object.keys(benches).join(', ')}.`)
const asked = sizes()
const changed = Object.keys(full).filter((name) => asked[name] !== full[name])
if (values.write && changed.length > 0)
  refuse(`--write publishes full sizes only: leave out --${changed.join(', --')}.`)

const page = join(root, 'docs/performance.md')
let text = readFileSync(page, 'utf8')
console.log(machine())
await bundle(names.filter((name) => !benches[name].source))
if (names.some((name) => benches[name].source) && !isBuilt() && !build()) refuse('It does not build.')
for (const name of names) {
  console.log(`\n── ${name} (${benches[name].sizes(asked).join(', ')})`)
  const figures = await measure(name, benches[name].sizes(asked))
  if (!figures) {
    console.log(`${name} FAILED`)
    process.exitCode = 1
    continue
  }
  for (const [key, value] of Object.entries(figures)) console.log(`   ${key.padEnd(16)} ${value}`)
  for (const { begins, figure, most, least, unit = '×' } of benches[name].rows) {
    const value = figures[figure]
    // what was not to be had here says why
    if (typeof value === 'string') {
      console.log(`${begins.slice(2)} …: ${value}`)
      text = fill(text, begins, value)
      continue
    }
    const reached = most === undefined ? value >= least : value <= most
    const goal = most === undefined ? `at least ${least}` : `at most ${most}`
    const judged =
      most === undefined && least === undefined ? 'reported' : `goal: ${goal}; ${reached ? 'reached' : 'NOT reached'}`
    console.log(`${begins.slice(2)} …: ${value} ${unit} (${judged})`)
    text = fill(text, begins, `${value} ${unit}`)
  }
}
if (values.write && !process.exitCode) {
  const day = new Date().toISOString().slice(0, 10)
  text = text.replace(/^(Not measured yet|Measured on) .*$/m, `Measured on ${day}: ${machine()}.`)
  writeFileSync(page, text)
  console.log('\ndocs/performance.md is up to date.')
}
