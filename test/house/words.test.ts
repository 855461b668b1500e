import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './house.ts'

/** The repository speaks of the product: not of who wrote it, when, on what occasion or on which machine. */
const foreign: [what: string, pattern: RegExp][] = [
  ['an occasion of work', /\b(?:this|last|next|previous|later|earlier) session\b/i],
  ['a number in a tracker', /\b(?:issue|ticket|task|pull request) #?\d+\b/i],
  ['a path of one machine', /(?:^|[\s"'`(=])\/(?:work|root|home\/\w+)\/\w/m],
  ['an open end', /\b(?:TO[D]O|FIX[M]E|X[X]X|HAC[K])\b/],
  ['an unfinished part', /\b(?:not (?:yet )?implemented|lorem ipsum|your text here)\b/i],
]

/** Texts under version control, without the lock file, generated migrations and pictures. */
function texts() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed
    .split('\n')
    .filter((path) => path !== '' && !/package-lock\.json$|migrations\/meta\/|\.(?:png|ico|icns|woff2|eml)$/.test(path))
    .filter((path) => existsSync(join(root, path)))
}

test('the repository speaks of the product alone', () => {
  const found = texts().flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return foreign.flatMap(([what, pattern]) => {
      const hit = pattern.exec(text)
      return hit && path !== 'test/house/words.test.ts' ? [`${path}: ${what}: ${hit[0].trim()}`] : []
    })
  })
  expect(found).toEqual([])
})

test.each([
  ['an occasion of work', 'left for a later session'],
  ['a number in a tracker', 'see issue #12'],
  ['an open end', `${'TO'}DO: finish`],
  ['a path of one machine', 'reads "/work/shared/x"'],
])('%s would be noticed', (what, text) => {
  expect(foreign.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)).toEqual([what])
})
