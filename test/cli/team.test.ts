/** Inviting, joining and admitting by command line, between two data folders. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
const keychains = { ana: memoryKeychain(), ben: memoryKeychain() }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const run = (who: 'ana' | 'ben', ...argv: string[]) =>
  cadenza([...argv, '--data', join(folder, who)], { keychain: keychains[who] })

test('one computer invites, another joins with a file, and is admitted by the words it was called by', async () => {
  await run('ana', 'seats', 'add', 'Ben', 'ben@example.com')
  const file = join(folder, 'invitation')
  const invited = await run('ana', 'invite', 'ben@example.com', '--out', file)
  expect(invited).toMatchObject({ code: 0, stdout: `Written to ${file}.\n` })
  const [, words = ''] = /telephone:\n(?:\S* )?([a-z]+(?: [a-z]+){5})/.exec(invited.stderr) ?? []
  expect(words.split(' ')).toHaveLength(6)
  expect(invited.stderr).toMatch(/once, until [A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d\. Read/)

  const looked = await run('ben', 'join', file)
  expect(looked.stdout).toContain('as Ben (member)')
  expect(looked.stdout).toContain(words)
  expect((await run('ben', 'devices', 'list')).stdout).toContain('on this computer alone')
  const answer = join(folder, 'answer')
  const joined = await run('ben', 'join', file, '--yes', '--name', 'Desk', '--out', answer)
  expect(joined.code).toBe(0)
  expect((await run('ben', 'join', '--answer')).stdout).toMatch(/^cadenza:\/\/admit#/)
  expect(await run('ben', 'workspace', 'export', join(folder, 'early.cadenza'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: This computer waits to be admitted.*join --answer/),
  })
  expect(readFileSync(answer, 'utf8')).toMatch(/^-----BEGIN CADENZA ANSWER-----/)

  const review = await run('ana', 'admit', answer)
  const [, theirs = ''] = /Words: (.*)/.exec(review.stdout) ?? []
  expect(joined.stderr).toContain(theirs)
  expect(await run('ana', 'admit', answer, '--words', words)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not the same'),
  })
  expect((await run('ana', 'admit', answer, '--words', theirs)).stdout).toContain('Desk of Ben is one of the team.')
  const listed = JSON.parse((await run('ana', 'devices', 'list', '--json')).stdout) as {
    devices: { public_id: string; name: string }[]
  }
  const desk = listed.devices.find(({ name }) => name === 'Desk')?.public_id ?? ''
  expect((await run('ana', 'devices', 'revoke', desk)).stdout).toContain('Nothing was changed.')
  expect((await run('ana', 'devices', 'revoke', desk, '--yes')).stdout).toBe('Desk is out of the team.\n')
  expect((await run('ana', 'devices', 'invitations')).stdout).toContain('used')
})

test('an admin gives a seat access to delegated sending, and takes it back', async () => {
  await run('ana', 'seats', 'add', 'Ben', 'ben@example.com')
  const set = (...argv: string[]) => run('ana', 'seats', 'set', 'Ben@Example.com', ...argv)
  expect((await set('--delegates')).stdout).toBe('Ben <ben@example.com>: member, with access to delegated sending.\n')
  expect(JSON.parse((await set('--role', 'admin', '--json')).stdout)).toMatchObject({ role: 'admin', delegates: true })
  expect((await set('--no-delegates')).stdout).toContain('without access')
  expect([(await set()).code, (await run('ana', 'seats', 'set', 'nobody', '--delegates')).code]).toEqual([2, 1])
})

test('a locked vault says what opens it, and that it does not stay open without a program', async () => {
  const vault = (...argv: string[]) =>
    cadenza([...argv, '--data', join(folder, 'ana')], { keychain: keychains.ana, stdin: 'a passphrase of ana\n' })
  await vault('seats', 'add', 'Ben', 'ben@example.com')
  expect((await vault('secrets', 'use-vault', '--password-stdin')).code).toBe(0)
  const refused = await run('ana', 'invite', 'ben@example.com')
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/The vault is locked.*\n.*serve --vault-fd N/),
  })
  expect(refused.stderr).not.toContain('install a keychain')
  expect(await vault('secrets', 'unlock', '--password-stdin')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('so it is locked again now'),
  })
})
