/** Everything that is installed may be used for what it is used for, and what is passed on is in the bill of materials. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
// @ts-expect-error a script without types, tested here
import { lockedPackages, satisfies, unsuitable } from '../../scripts/licences.mjs'
import { root } from './house.ts'

interface Locked {
  place: string
  name: string
  version: string
  licence: string
  forBuilding: boolean
}
const locked: Locked[] = lockedPackages()

test('every package of the lock file has a licence that suits what it is used for', () => {
  expect(locked.length).toBeGreaterThan(700)
  expect(unsuitable(locked)).toEqual([])
})

test.each([
  ['GPL-3.0-only', false],
  ['none', false],
  ['MIT OR GPL-3.0-only', true],
  ['MIT AND GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only) AND ISC', true],
  ['GPL-3.0-only AND MIT OR ISC', true],
  ['GPL-3.0-only AND (MIT OR ISC)', false],
  ['SEE LICENSE IN LICENSE', false],
  ['MIT ISC', false],
  ['(MIT', false],
  ['', false],
])('"%s" is judged as %s', (expression, fine) => {
  expect(satisfies(expression, new Set(['MIT', 'ISC']))).toBe(fine)
})

test('a package that is only for building may have what one that is passed on may not', () => {
  const one = { place: '', name: 'one', version: '1.0.0', licence: 'MPL-2.0' }
  expect(unsuitable([{ ...one, forBuilding: true }])).toEqual([])
  expect(unsuitable([{ ...one, forBuilding: false }])).toEqual(['one@1.0.0: MPL-2.0'])
  expect(unsuitable([{ ...one, licence: 'none', forBuilding: true }])).toEqual(['one@1.0.0: none'])
})

describe('npm run sbom', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-sbom-'))
  let said = ''
  beforeAll(() => {
    const run = spawnSync(process.execPath, [join(root, 'scripts/sbom.mjs'), folder], { encoding: 'utf8' })
    said = run.stdout + run.stderr
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  interface Component {
    name: string
    version: string
    purl: string
    licenses?: { license?: { id?: string }; expression?: string }[]
    'bom-ref': string
  }
  const bill = (): {
    bomFormat: string
    metadata: { component: Component }
    components: Component[]
    dependencies: { ref: string }[]
  } => JSON.parse(readFileSync(join(folder, 'cadenza.cdx.json'), 'utf8'))

  test('lists the program and every package in it, each with a licence, and nothing that is only for building', () => {
    const { bomFormat, metadata, components, dependencies } = bill()
    expect([bomFormat, metadata.component.name, metadata.component.version]).toEqual([
      'CycloneDX',
      'cadenza',
      pkg.version,
    ])
    const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl)))
    const direct = Object.entries(pkg.dependencies).map(([name, version]) =>
      version.startsWith('npm:') ? version.slice(4) : `${name}@${version}`,
    )
    expect(direct.filter((each) => !listed.has(`pkg:npm/${each}`))).toEqual([])
    expect(components.filter(({ licenses }) => !licenses?.length).map(({ name }) => name)).toEqual([])
    const building = new Set(locked.filter((one) => one.forBuilding).map(({ name, version }) => `${name}@${version}`))
    const passedOn = new Set(locked.filter((one) => !one.forBuilding).map(({ name, version }) => `${name}@${version}`))
    const never = components.filter((one) => building.has(one['bom-ref']) && !passedOn.has(one['bom-ref']))
    expect(never).toEqual([])
    const known = new Set([metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])])
    expect(dependencies.filter(({ ref }) => !known.has(ref))).toEqual([])
  })

  test('writes down the words of their licences, and says how many there are of each', () => {
    const notices = readFileSync(join(folder, 'third-party-licences.txt'), 'utf8')
    for (const name of Object.keys(pkg.dependencies).filter((each) => each !== 'keytar'))
      expect(notices).toContain(`\n${name} `)
    expect(notices.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(150)
    expect(said).toMatch(/^\d+ components in /)
    expect(said).toMatch(/MIT \d+/)
  })
})
