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
import { benches, full } from './bench-table.mjs'
import { build, isBuilt, root } from './built.mjs'

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
  return { ...asked, write: values.write }
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
