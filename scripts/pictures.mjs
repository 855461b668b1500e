// npm run pictures: every screen in both themes and two sizes, as test-results/screens/*.png, for people to look at.
//   npm run pictures -- test/screens/outbox.spec.ts     only these
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import './check-node.mjs'
import { build, isBuilt, root } from './built.mjs'

if (!isBuilt() && !build()) process.exit(1)
const specs = process.argv.slice(2)
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/@playwright/test/cli.js'), 'test', ...(specs.length > 0 ? specs : ['test/screens'])],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CADENZA_PICTURES: '1' } },
)
process.exitCode = status ?? 1
