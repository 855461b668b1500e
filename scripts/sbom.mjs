// npm run sbom [FOLDER]: what is in the program, for whoever has to answer for it. Writes cadenza.cdx.json (CycloneDX 1.5,
// made by npm from what is installed) and third-party-licences.txt (the licence of every package in its own words) to dist/.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import './check-node.mjs'
import { root } from './built.mjs'
import { lockedPackages, lookedUp, unsuitable } from './licences.mjs'

const folder = resolve(process.argv[2] ?? join(root, 'dist'))
const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * All that npm finds, and of that what is passed on. `npm sbom --omit dev` itself leaves out whatever a package for building
 * needs as well, our own direct dependencies among them (npm 11.19).
 */
function bill(packages) {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 27,
      shell: process.platform === 'win32',
    },
  )
  if (status !== 0) throw new Error(`npm sbom ended with ${status}: ${stderr}`)
  const made = JSON.parse(stdout)
  const wanted = new Set(packages.map((one) => `${one.name}@${one.version}`))
  made.components = made.components.filter((one) => wanted.has(one['bom-ref']))
  // npm names the whole after the folder it lies in
  Object.assign(made.metadata.component, { name, version, licenses: [{ license: { id: license } }] })
  const known = new Set([made.metadata.component['bom-ref'], ...made.components.map((one) => one['bom-ref'])])
  made.dependencies = made.dependencies
    .filter(({ ref }) => known.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => known.has(each)) }))
  for (const one of made.components) {
    const id = lookedUp[`${one.name}@${one.version}`]
    if (!one.licenses?.length && id) one.licenses = [{ license: { id } }]
  }
  return made
}

/** The texts that lie in a package; an empty list where it came without. */
function texts(place) {
  const named = /^(licen[cs]e|copying|notice|copyright)/i
  if (!existsSync(join(root, place))) return []
  return readdirSync(join(root, place), { withFileTypes: true })
    .filter((entry) => entry.isFile() && named.test(entry.name))
    .map(({ name: file }) => readFileSync(join(root, place, file), 'utf8').trim())
}

const shipped = lockedPackages().filter(({ name: of, forBuilding }) => !forBuilding && !/^node-(linux|win)-/.test(of))
const wrong = unsuitable(shipped)
if (wrong.length > 0) throw new Error(`licences that don't suit: ${wrong.join(', ')}`)

mkdirSync(folder, { recursive: true })
const made = bill(shipped)
writeFileSync(join(folder, 'cadenza.cdx.json'), `${JSON.stringify(made, null, 2)}\n`)
const rule = '-'.repeat(80)
const notices = shipped.map((one) =>
  [rule, `${one.name} ${one.version} (${one.licence})`, ...texts(one.place)].join('\n\n'),
)
const head = `Cadenza ${version} contains the packages below, under the licences that follow their names.`
writeFileSync(join(folder, 'third-party-licences.txt'), `${[head, ...notices].join('\n\n')}\n`)

const counts = new Map()
for (const { licence } of shipped) counts.set(licence, (counts.get(licence) ?? 0) + 1)
const list = [...counts].sort(([, a], [, b]) => b - a).map(([of, n]) => `${of} ${n}`)
console.log(`${made.components.length} components in ${join(folder, 'cadenza.cdx.json')}`)
console.log(`${shipped.length} packages in the program: ${list.join(', ')}`)
