import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildHouse, root } from './house.ts'

const bin = (name: string) => join(root, 'node_modules/.bin', name)
const lines = (n: number) => `${'  used()\n'.repeat(n)}`

/** [rule, as Biome names it; a file that breaks it; its text]. "plugin" is a rule of our own, in scripts/lint. */
const breaches: [rule: string, file: string, text: string][] = [
  ['plugin', 'src/main/store/date-now.ts', 'export const now = () => Date.now()\n'],
  ['plugin', 'src/main/store/date-alias.ts', 'export const now = Date.now\n'],
  ['plugin', 'src/main/store/new-date.ts', 'export const now = () => new Date()\n'],
  ['plugin', 'src/main/store/chance.ts', 'export const chance = () => Math.random()\n'],
  ['plugin', 'src/renderer/parts/uptime.ts', 'export const now = () => performance.now()\n'],
  [
    'plugin',
    'src/main/work/wait.ts',
    `import { setTimeout } from 'node:timers/promises'\n\nexport const wait = setTimeout\n`,
  ],
  ['plugin', 'src/main/work/global.ts', 'export const wait = globalThis.setTimeout\n'],
  ['plugin', 'test/mocked.test.ts', `import { vi } from 'vitest'\n\nvi.mock('node:fs')\n`],
  ['plugin', 'test/faked.test.ts', `import { vi } from 'vitest'\n\nvi.useFakeTimers()\n`],
  [
    'plugin',
    'test/returned.test.ts',
    `import { expect } from 'vitest'\n\nexport const holds = () => {\n  return expect(1).toBe(1)\n}\n`,
  ],
  ['style/noRestrictedGlobals', 'src/main/work/timer.ts', 'export const wait = () => setTimeout(() => {}, 1)\n'],
  ['style/noRestrictedGlobals', 'src/main/mail/timer.ts', 'export const often = setInterval\n'],
  [
    'style/noRestrictedGlobals',
    'src/shared/domain/date.ts',
    'export const read = (text: string) => Date.parse(text)\n',
  ],
  ['style/noExcessiveLinesPerFile', 'src/main/api/long.ts', 'export {}\n'.repeat(301)],
  [
    'complexity/noExcessiveLinesPerFunction',
    'src/main/api/tall.ts',
    `export function tall(used: () => void) {\n${lines(51)}}\n`,
  ],
  ['style/noEnum', 'src/shared/domain/state.ts', 'export enum State {\n  On,\n}\n'],
  ['style/noDefaultExport', 'src/main/mail/thing.ts', 'export default 1\n'],
  ['style/useFilenamingConvention', 'src/main/mail/SmtpThing.ts', 'export const thing = 1\n'],
  ['correctness/useImportExtensions', 'src/main/mail/near.ts', `import { thing } from './thing'\n\nexport { thing }\n`],
  ['suspicious/noConsole', 'src/main/mail/loud.ts', `console.log('sent')\n`],
  ['suspicious/noFocusedTests', 'test/only.test.ts', `import { test } from 'vitest'\n\ntest.only('one', () => {})\n`],
  ['suspicious/noSkippedTests', 'test/skip.test.ts', `import { test } from 'vitest'\n\ntest.skip('one', () => {})\n`],
]

const kept: Record<string, string> = {
  'src/main/host/clock.ts':
    'export const now = () => Date.now()\nexport const wait = (ms: number, done: () => void) => setTimeout(done, ms)\n',
  'src/main/store/shown.ts': 'export const shown = (ms: number) => new Date(ms).toISOString()\n',
  'src/main/mail/idle.ts':
    'export const idle = (socket: { setTimeout(ms: number): void }) => socket.setTimeout(1000)\n',
  'src/main/api/fits.ts': `export function fits(used: () => void) {\n${lines(49)}}\n`,
}

describe('Biome', () => {
  const house = buildHouse({ ...Object.fromEntries(breaches.map(([, file, text]) => [file, text])), ...kept })
  let found: string[] = []
  let status: number | null = null
  beforeAll(() => {
    const args = ['check', '--error-on-warnings', '--reporter=json', '--max-diagnostics=none', '.']
    const run = spawnSync(bin('biome'), args, { cwd: house.folder, encoding: 'utf8' })
    status = run.status
    const report: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(run.stdout)
    found = report.diagnostics.map(({ category, location }) => `${category.replace('lint/', '')}: ${location.path}`)
  })
  afterAll(() => house.close())

  test('fails', () => expect(status).toBe(1))
  test.each(breaches)('notices %s in %s', (rule, file) => expect(found).toContain(`${rule}: ${file}`))
  test.each(Object.keys(kept))('has nothing to say about %s', (file) => {
    expect(found.filter((finding) => finding.endsWith(file))).toEqual([])
  })
})

describe('TypeScript', () => {
  const breaches: [file: string, text: string, complaint: string][] = [
    ['src/main/store/page.ts', 'export const page = window.name\n', `Cannot find name 'window'`],
    ['src/shared/domain/node.ts', 'export const node = process.version\n', `Cannot find name 'process'`],
    ['src/renderer/node.ts', 'export const node = process.version\n', `Cannot find name 'process'`],
    ['src/shared/domain/row.ts', 'export const row = ([] as number[])[0].toFixed()\n', 'possibly'],
  ]
  const fine = 'export const fine = 1\n'
  const house = buildHouse({
    'src/main/fine.ts': fine,
    'src/shared/fine.ts': fine,
    'src/preload/fine.ts': fine,
    'src/renderer/fine.ts': fine,
    'test/fine.ts': fine,
    ...Object.fromEntries(breaches.map(([file, text]) => [file, text])),
  })
  let output = ''
  beforeAll(() => {
    // Build information goes beside the real packages otherwise, where it would be taken for that of the repository.
    const projects = ['shared', 'main', 'renderer'].map((name) => join('src', name))
    output = projects
      .map((project) => {
        const args = ['-p', project, '--noEmit', '--composite', 'false', '--incremental', 'false', '--pretty', 'false']
        return spawnSync(bin('tsc'), [...args, '--emitDeclarationOnly', 'false'], {
          cwd: house.folder,
          encoding: 'utf8',
        }).stdout
      })
      .join('')
  })
  afterAll(() => house.close())

  test.each(breaches)('%s does not compile', (file, _, complaint) => {
    expect(output.split('\n').filter((line) => line.includes(file) && line.includes(complaint))).toHaveLength(1)
  })
  test('and nothing else is wrong', () => expect(output).not.toContain('fine.ts'))
})

describe('names', () => {
  const check = (files: Record<string, string>) => {
    const house = buildHouse(files)
    try {
      return spawnSync(process.execPath, [join(root, 'scripts/lint/names.mjs'), house.folder], { encoding: 'utf8' })
    } finally {
      house.close()
    }
  }
  const empty = [
    'src/main/utils.ts',
    'src/main/mail-helper.ts',
    'src/shared/common/time.ts',
    'src/main/api/send-service.ts',
    'test/helpers/time.ts',
    'scripts/misc.mjs',
  ]
  test.each(empty)('refuses %s', (file) => {
    const { status, stderr } = check({ [file]: '' })
    expect([status, stderr.includes('the name tells nothing')]).toEqual([1, true])
  })
  test('lets a noun pass', () => {
    expect(check({ 'src/main/mail/utility-bill.ts': '', 'src/shared/domain/time.ts': '' }).status).toBe(0)
  })
})
