// Which licences may be in the house, and which packages have others: what the test of them, the bill of materials and the
// notices that are packed read.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './built.mjs'

/** What may be passed on inside the program: all ask for their text to come along, none for our source. */
const passedOn = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'Apache-2.0', 'Unlicense'],
  // Python's own argument parser, as translated; asks for its notice
  ...['Python-2.0', 'PSF-2.0'],
  // the two faces
  'OFL-1.1',
  // the tables of holidays, by their authors' names
  'CC-BY-3.0',
])
/** What may be used for building and checking besides: none of it is passed on. */
const atWork = new Set(['MPL-2.0', 'CC-BY-4.0', 'CC0-1.0', 'WTFPL'])

/** Packages that say nothing in their package.json, each with what lies beside it; only this version. */
export const lookedUp = {
  'png-js@2.0.0': 'MIT',
}

/** True where an SPDX expression (`MIT AND ISC`, `(MPL-2.0 OR Apache-2.0)`) can be satisfied with `allowed` alone. */
export function satisfies(expression, allowed) {
  const words = expression.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const either = () => {
    let fine = both()
    while (words[at] === 'OR') {
      at++
      const other = both()
      fine ||= other
    }
    return fine
  }
  const both = () => {
    let fine = one()
    while (words[at] === 'AND') {
      at++
      const other = one()
      fine &&= other
    }
    return fine
  }
  const one = () => {
    const word = words[at++]
    if (word !== '(') return word !== undefined && allowed.has(word)
    const fine = either()
    return words[at++] === ')' && fine
  }
  const fine = either()
  return fine && at === words.length
}

/** Every package of the lock file: where it lies, its name, version and licence, and whether it is only for building. */
export function lockedPackages(lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))) {
  return Object.entries(lock.packages)
    .filter(([place, { link }]) => place !== '' && !link)
    .map(([place, { name, version, license, dev, devOptional }]) => {
      const called = name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
      const licence = license ?? lookedUp[`${called}@${version}`] ?? 'none'
      return { place, name: called, version, licence, forBuilding: Boolean(dev || devOptional) }
    })
}

/** The packages whose licence doesn't suit what they are used for, as `name@version: licence`. */
export function unsuitable(packages) {
  const anything = new Set([...passedOn, ...atWork])
  return packages
    .filter(({ licence, forBuilding }) => !satisfies(licence, forBuilding ? anything : passedOn))
    .map(({ name, version, licence }) => `${name}@${version}: ${licence}`)
}
