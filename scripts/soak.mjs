// npm run test:soak [-- --kills 50 --seed N]: what nobody waits for. Kills the engine again and again, runs teams of computers
// through thousands of schedules (test/team/soak.ts), and every drawn-out test in its full size (test/size.ts).
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import './check-node.mjs'
import { root } from './built.mjs'

const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
const env = { ...process.env, PATH: path, CADENZA_SOAK: '1' }

/** Runs a script of this checkout; true when it ended well. */
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0

/** The tests that have a size. */
const long = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.test.ts') && /from '.*\/size\.ts'/.test(readFileSync(join(root, name), 'utf8')))

const kills = run('test/kill/soak.ts', ...process.argv.slice(2))
const teams = run('test/team/soak.ts')
const rest = run('node_modules/vitest/vitest.mjs', 'run', ...long, '--testTimeout=3600000')
process.exitCode = kills && teams && rest ? 0 : 1
