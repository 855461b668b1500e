import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KeyringHome, type KeyringState, makeKeyringHome, runWithKeyring } from '../servers/keyring.ts'

let home: KeyringHome

beforeAll(() => {
  home = makeKeyringHome()
})
afterAll(() => home.remove())

const client = new URL('../servers/keychain-client.ts', import.meta.url).pathname

async function keychain(state: KeyringState, ...commands: string[]): Promise<unknown[]> {
  const { stdout, stderr, code } = await runWithKeyring(home, state, [process.execPath, client, ...commands])
  expect(code, stderr).toBe(0)
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

const refused = (message: RegExp) => ({ code: 'keychain_unavailable', message: expect.stringMatching(message) })

test('a secret can be kept, read in another process, replaced and removed; accounts do not see each other', async () => {
  expect(
    await keychain('unlocked', 'trouble', 'get acc_1', 'set acc_1 s3cret', 'set acc_2 other', 'get acc_1'),
  ).toEqual([{ value: null }, { value: null }, { value: null }, { value: null }, { value: 's3cret' }])
  expect(await keychain('unlocked', 'get acc_1', 'get acc_2', 'set acc_1 new', 'get acc_1')).toEqual([
    { value: 's3cret' },
    { value: 'other' },
    { value: null },
    { value: 'new' },
  ])
  expect(await keychain('unlocked', 'remove acc_1', 'get acc_1', 'get acc_2', 'remove acc_1')).toEqual([
    { value: null },
    { value: null },
    { value: 'other' },
    { value: null },
  ])
})

test('a locked keychain is called locked, and never looks as if nothing had been stored', async () => {
  await keychain('unlocked', 'set acc_3 stored')
  expect(await keychain('locked', 'trouble', 'get acc_3', 'set acc_4 x', 'remove acc_3')).toEqual([
    { value: expect.stringMatching(/locked/) },
    refused(/locked/),
    refused(/locked/),
    refused(/locked/),
  ])
  expect(await keychain('unlocked', 'get acc_3')).toEqual([{ value: 'stored' }])
})

test.each([
  ['no-service', /no Secret Service is installed/],
  ['no-bus', /no D-Bus session is running/],
] as const)('%s: every call says what is missing', async (state, words) => {
  expect(await keychain(state, 'trouble', 'get acc_1', 'set acc_1 x', 'remove acc_1')).toEqual([
    { value: expect.stringMatching(words) },
    refused(words),
    refused(words),
    refused(words),
  ])
})

test('empty and oversized secrets are refused before the keychain is asked', async () => {
  expect(await keychain('no-bus', 'set acc_1', `set acc_1 ${'x'.repeat(2501)}`)).toEqual([
    { code: 'bad_request', message: expect.any(String) },
    { code: 'too_large', message: expect.any(String) },
  ])
})
