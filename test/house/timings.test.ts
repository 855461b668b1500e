/** No test holds a machine to a time: what must not grow is compared with itself (growth.ts), and figures are the benches'. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './house.ts'

/** Those that name a time all the same: what they tell apart are seconds from minutes. */
const known: Record<string, string> = {
  'test/mail/template-attacks.test.ts': 'ours gives up after a second a part; without that it would be hours',
  'test/queue/silent.test.ts': 'stopping waits for no database that is silent, which would be minutes',
  'test/screens/tour.spec.ts': 'a minute of a person is what is promised',
  'test/work/disk.test.ts': 'stopping waits for no server that is silent, which would be five minutes',
  'test/work/inbox-waits.test.ts': 'stopping waits for no server that is silent, which would be a minute',
}

const timed = /(?:performance\.now|Date\.now|hrtime|[cC]puUsage)\(.*\.toBeLessThan/

test('only what tells seconds from minutes names a time', () => {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(test|spec)\.ts$/.test(name) && !name.endsWith('timings.test.ts'))
  const found = files.filter((name) =>
    readFileSync(join(root, name), 'utf8')
      .split('\n')
      .some((line) => timed.test(line)),
  )
  expect(found.sort()).toEqual(Object.keys(known).sort())
})
