import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildHouse, root } from './house.ts'

interface Cruise {
  modules: { source: string; dependencies: unknown[] }[]
  summary: { violations: { from: string; rule: { name: string } }[] }
}

/**
 * What dependency-cruiser says about each folder's src with the rules that lie there; of this house only what is there, as
 * the linter judges it. Starting it takes as long as a look.
 */
function cruise(...folders: string[]): Cruise[] {
  const script = `
    import { createRequire } from 'node:module'
    import { cruise } from 'dependency-cruiser'
    const found = []
    for (const folder of ${JSON.stringify(folders)}) {
      process.chdir(folder)
      const { forbidden, options } = createRequire(folder + '/')('./.dependency-cruiser.cjs')
      // The packages of a house built for a test are linked from here; their paths must look as they do at home.
      const judged = folder === ${JSON.stringify(root)} ? {} : { validate: true, ruleSet: { forbidden } }
      const more = { preserveSymlinks: true, ...judged, outputType: 'json', baseDir: folder }
      found.push((await cruise(['src'], { ...options, ...more })).output)
    }
    process.stdout.write('[' + found.join() + ']')`
  const args = ['--input-type=module', '--eval', script]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }))
}

const imports = (...paths: string[]) => `${paths.map((path) => `import '${path}'\n`).join('')}export const used = 1\n`

/** A house that keeps every rule: each floor is there, and somebody leads to each file. */
const good: Record<string, string> = {
  'src/shared/domain/time.ts': imports(),
  'src/shared/contract/sends.ts': imports('zod', '@orpc/contract', '../domain/time.ts'),
  'src/main/ports.ts': imports(),
  'src/main/changes.ts': imports(),
  'src/main/days-off.ts': imports('date-holidays'),
  'src/main/store/open.ts': imports('better-sqlite3', 'drizzle-orm', 'node:fs', '../../shared/domain/time.ts'),
  'src/main/mail/smtp.ts': imports('nodemailer', 'node:net', '../ports.ts', '../../shared/domain/time.ts'),
  'src/main/file/archive.ts': imports('../store/open.ts'),
  'src/main/api/guard.ts': imports('@orpc/server', '../store/open.ts', '../../shared/contract/sends.ts'),
  'src/main/api/sends.ts': imports('./guard.ts', './sends-rows.ts', '../changes.ts', '../mail/smtp.ts'),
  'src/main/api/sends-rows.ts': imports('../store/open.ts', 'papaparse', 'date-holidays'),
  'src/main/api/contacts.ts': imports('./guard.ts', '../file/archive.ts', '../ports.ts', '../days-off.ts'),
  'src/main/api/router.ts': imports('./sends.ts', './contacts.ts', '@orpc/server'),
  'src/main/work/planner.ts': imports('../store/open.ts', '../changes.ts', '../../shared/domain/time.ts'),
  'src/main/work/dispatcher.ts': imports('../store/open.ts', '../mail/smtp.ts', '../ports.ts', './dispatcher-claim.ts'),
  'src/main/work/dispatcher-claim.ts': imports('../store/open.ts'),
  'src/main/engine.ts': imports('./api/router.ts', './work/planner.ts', './work/dispatcher.ts', './store/open.ts'),
  'src/main/host/http.ts': imports('../engine.ts', 'ws', '@orpc/server/node', '../../shared/contract/sends.ts'),
  'src/main/host/cli/main.ts': imports('../http.ts', 'commander', 'node:process', '../../../../package.json'),
  'src/main/heavy.ts': imports('./work/planner/replan.ts', './store/open.ts', './days-off.ts'),
  'src/main/work/planner/replan.ts': imports('../../store/open.ts'),
  'src/main/host/worker.ts': imports('../heavy.ts'),
  'src/main/host/desktop/index.ts': imports('electron', '../http.ts'),
  'src/preload/index.ts': imports('electron'),
  'src/renderer/api.ts': imports('@orpc/client', '../shared/contract/sends.ts'),
  'src/renderer/parts/meter.ts': imports('react', '../../shared/domain/time.ts'),
  'src/renderer/pages/outbox.ts': imports('../parts/meter.ts', '../api.ts', '@mantine/core'),
  'src/renderer/pages/calendar.ts': imports('../parts/meter.ts'),
  'src/renderer/main.tsx': `${imports('./pages/outbox.ts', './pages/calendar.ts', 'react-dom/client')}const page = <p>{used}</p>\n`,
}

/** One breach a rule: the rule's name, the file that breaks it, what that file imports. */
const breaches: [rule: string, file: string, text: string][] = [
  ['domain-is-pure', 'src/shared/domain/time.ts', imports('zod')],
  ['domain-is-pure', 'src/shared/domain/ids.ts', imports('node:crypto')],
  [
    'domain-is-pure',
    'src/shared/domain/send.ts',
    `import type { used } from '../contract/sends.ts'\nexport type T = typeof used\n`,
  ],
  ['contract-floor', 'src/shared/contract/sends.ts', imports('node:fs')],
  ['store-floor', 'src/main/store/seats.ts', imports('../ports.ts')],
  ['store-floor', 'src/main/store/keys.ts', imports('zod')],
  ['mail-floor', 'src/main/mail/smtp.ts', imports('../store/open.ts')],
  ['file-floor', 'src/main/file/archive.ts', imports('../mail/smtp.ts')],
  ['queue-floor', 'src/main/queue/tables.ts', imports('../mail/smtp.ts')],
  ['sender-host-floor', 'src/main/sender-host.ts', imports('./store/open.ts')],
  ['ports-are-types', 'src/main/ports.ts', imports('node:fs')],
  ['changes-carry-nothing', 'src/main/changes.ts', imports('./ports.ts')],
  ['hmac-floor', 'src/main/hmac.ts', imports('./ports.ts')],
  ['rounds-floor', 'src/main/rounds.ts', imports('./work/planner.ts')],
  ['days-off-floor', 'src/main/days-off.ts', imports('./ports.ts')],
  ['atlas-floor', 'src/main/atlas.ts', imports('./ports.ts')],
  ['sequence-text-floor', 'src/main/sequence-text.ts', imports('./ports.ts')],
  ['work-rooms', 'src/main/work/planner.ts', imports('./dispatcher.ts')],
  ['work-rooms', 'src/main/work/inbox.ts', imports('../api/guard.ts')],
  ['api-rooms', 'src/main/api/contacts.ts', imports('./sends.ts')],
  ['api-rooms', 'src/main/api/seats.ts', imports('../work/planner.ts')],
  ['api-guard', 'src/main/api/guard.ts', imports('./sends.ts')],
  ['api-router', 'src/main/api/router.ts', imports('./sends.ts', '../store/open.ts')],
  ['engine-floor', 'src/main/engine.ts', imports('./api/sends.ts')],
  ['engine-floor', 'src/main/engine.ts', imports('better-sqlite3')],
  ['heavy-floor', 'src/main/heavy.ts', imports('./work/planner/replan.ts', './work/dispatcher.ts')],
  ['workers-never-migrate', 'src/main/host/worker.ts', imports('../heavy.ts', '../store/migrate.ts')],
  ['host-floor', 'src/main/host/http.ts', imports('../store/open.ts')],
  ['host-floor', 'src/main/host/guard.ts', imports('nodemailer')],
  ['lock-alone-has-sqlite', 'src/main/host/sqlite.ts', imports('better-sqlite3')],
  ['preload-floor', 'src/preload/index.ts', imports('../shared/domain/time.ts')],
  ['renderer-floor', 'src/renderer/parts/meter.ts', imports('zod')],
  ['pages-keep-to-themselves', 'src/renderer/pages/outbox.ts', imports('./calendar.ts')],
  ['parts-know-no-page', 'src/renderer/parts/lane.ts', imports('../api.ts')],
  ['upstairs-is-closed', 'src/main/work/upstairs.ts', imports('../engine.ts')],
  ['electron-in-its-place', 'src/main/host/tray.ts', imports('electron')],
  ['no-electron-without-a-window', 'src/main/host/cli/main.ts', imports('../desktop/index.ts')],
  ['renderer-reaches-no-node', 'src/renderer/main.tsx', imports('../main/store/open.ts')],
  ['no-cycles', 'src/main/store/open.ts', imports('./rows.ts')],
  ['no-orphans', 'src/main/store/left.ts', imports()],
  ['no-dead-files', 'src/main/store/dead.ts', imports('node:fs')],
  ['no-unresolved', 'src/main/store/lost.ts', imports('./gone.ts')],
  ['no-unlisted-package', 'src/main/store/unlisted.ts', imports('rolldown')],
  ['no-dev-package-at-run-time', 'src/main/store/dev.ts', imports('fast-check')],
]

/** Breaches of different files share a house: starting dependency-cruiser takes longer than its work. */
function shareHouses() {
  const houses: { files: Record<string, string>; expected: string[] }[] = []
  for (const [rule, file, text] of breaches) {
    let house = houses.find(({ files }) => !(file in files))
    if (!house) {
      house = { files: {}, expected: [] }
      houses.push(house)
    }
    house.files[file] = text
    house.expected.push(`${rule}: ${file}`)
    if (rule === 'workers-never-migrate') house.files['src/main/store/migrate.ts'] = imports('node:fs')
    if (rule === 'no-cycles') house.files['src/main/store/rows.ts'] = imports('./open.ts')
  }
  return houses
}

const broken = shareHouses()
let findings: string[][]
let here: Cruise
beforeAll(() => {
  const houses = [{}, ...broken.map(({ files }) => files)].map((files) => buildHouse({ ...good, ...files }))
  try {
    const found = cruise(root, ...houses.map(({ folder }) => folder))
    here = found.shift() as Cruise
    findings = found.map(({ summary }) => summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))
  } finally {
    for (const house of houses) house.close()
  }
})

test('a house that keeps the rules has no finding', () => {
  expect(findings[0]).toEqual([])
})

test.each(broken.map(({ expected }, i) => ({ expected, i })))('noticed: $expected', ({ expected, i }) => {
  expect(findings[i + 1]).toEqual(expect.arrayContaining(expected))
})

test('every rule is broken once above', () => {
  const rules: { name: string }[] = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')).forbidden
  expect([...new Set(breaches.map(([rule]) => rule))].sort()).toEqual(rules.map((rule) => rule.name).sort())
})

test('every source file is cruised and stands on a floor, and arrows are found', () => {
  const { modules } = here
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
  const cruised = modules.map((module) => module.source).filter((path) => /^src\/.*\.tsx?$/.test(path))
  expect(cruised.length).toBeGreaterThan(0)
  expect(cruised.sort()).toEqual(sources.sort())
  const floors: { from: { path: string } }[] = createRequire(import.meta.url)(
    join(root, '.dependency-cruiser.cjs'),
  ).forbidden
  const homeless = (path: string) =>
    !floors.some(({ from }) => from.path !== '^src/' && new RegExp(from.path).test(path))
  expect(sources.filter((path) => !path.endsWith('.d.ts') && homeless(path))).toEqual([])
  expect(modules.flatMap((module) => module.dependencies).length).toBeGreaterThan(cruised.length / 2)
})
