import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { root } from './house.ts'

const tools = join(root, 'node_modules', '.bin')
/** The computer's own search path: what somebody has who types `node scripts/cadenza.mjs`, whatever Node that is. */
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes(join('node_modules', '.bin')) && !folder.includes('node-gyp-bin'))
  .join(delimiter)

function run(command: string, ...args: string[]) {
  const env = { ...process.env, PATH: path }
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

beforeAll(() => {
  spawnSync(process.execPath, [join(root, 'scripts/link-bin.mjs')])
})

test('the command runs on the Node of the computer, old or new', () => {
  expect(run('node', 'scripts/cadenza.mjs', '--version')).toEqual({ status: 0, stdout: `${pkg.version}\n`, stderr: '' })
})

test('its exit code and words arrive through another Node', () => {
  const { status, stderr } = run('node', 'scripts/cadenza.mjs', 'no-such-command')
  expect([status, stderr.includes('no-such-command')]).toEqual([2, true])
})

test('npm links it where npx looks', () => {
  expect(run(join(tools, 'cadenza'), '--version').stdout).toBe(`${pkg.version}\n`)
})
