import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileLog } from '../../src/main/host/log.ts'

const clock = { now: () => Date.UTC(2026, 10, 23, 9) }
const canary = 'CANARY-pa55-w0rd-9f3b'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = (name = 'cadenza.log') => readFileSync(join(folder, name), 'utf8')

it('writes one JSON line an entry, for the owner alone', () => {
  const log = fileLog({ folder, clock })
  log.info('started', { pid: 7, loops: true })
  log.warn('line\nbreak')
  expect(
    read()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { at: '2026-11-23T09:00:00.000Z', level: 'info', message: 'started', pid: 7, loops: true },
    { at: '2026-11-23T09:00:00.000Z', level: 'warn', message: 'line\nbreak' },
  ])
  expect(statSync(join(folder, 'cadenza.log')).mode & 0o777).toBe(0o600)
})

it.each<[string, Record<string, unknown>]>([
  ['a password', { password: canary }],
  ['inside something', { account: { smtp: { pass: canary } } }],
  ['in a list', { tried: [{ secret: canary }] }],
  ['a token by another name', { refreshToken: canary, apiKey: canary, authorization: canary, cookie: canary }],
  ['a body', { raw: canary, html: canary, text: canary, body: canary, subject: canary }],
  ['bytes', { data: Buffer.from(canary) }],
  ['a URL with a password', { url: `smtp://anna:${canary}@smtp.example.com` }],
  ['a command to a server', { sent: `AUTH PLAIN ${canary}` }],
  ['a header', { header: `Authorization: Bearer ${canary}` }],
  ['an error that quotes it', { error: new Error(`password=${canary}`) }],
  ['JSON that quotes it', { words: `{"password":"${canary}"}` }],
])('leaves out %s', (_, fields) => {
  const log = fileLog({ folder, clock })
  log.error(`it failed with password: ${canary}`, fields)
  log.error('a key', { words: `cdz_${'k'.repeat(43)}` })
  expect(read()).toContain('it failed with')
  expect(read()).not.toContain(canary)
  expect(read()).not.toContain('kkkk')
})

it('puts full files aside, and keeps so many', () => {
  const log = fileLog({ folder, clock, maxBytes: 300, keep: 3 })
  for (let i = 0; i < 20; i++) log.info(`entry ${i}`, { filler: 'x'.repeat(100) })
  expect(readdirSync(folder).sort()).toEqual(['cadenza.log', 'cadenza.log.1', 'cadenza.log.2'])
  expect(read()).toContain('entry 19')
  expect(statSync(join(folder, 'cadenza.log')).size).toBeLessThanOrEqual(300)
  // another start goes on where the last one ended
  fileLog({ folder, clock, maxBytes: 300, keep: 3 }).info('next start', { filler: 'x'.repeat(100) })
  expect(read() + read('cadenza.log.1')).toContain('entry 19')
})

it('a folder that is gone stops nobody', () => {
  const log = fileLog({ folder: join(folder, 'gone'), clock })
  expect(() => log.error('nowhere to write')).not.toThrow()
})
