/** Which computer sends from an account, by command line between two data folders that exchange workspace files. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

type Who = 'ana' | 'ben'
const box = 'sales@acme.example'
let folder: string
const keychains = { ana: memoryKeychain(), ben: memoryKeychain() }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = async (who: Who, ...argv: string[]) => {
  const ran = await cadenza([...argv, '--data', join(folder, who)], {
    keychain: keychains[who],
    stdin: 'secret words\n',
  })
  return { ...ran, text: `${ran.stdout}${ran.stderr}` }
}
/** A command that must succeed; all that it said. */
const said = async (who: Who, ...argv: string[]): Promise<string> => {
  const { code, text } = await run(who, ...argv)
  expect([argv.join(' '), code, code === 0 ? '' : text]).toEqual([argv.join(' '), 0, ''])
  return text
}
const at = (name: string) => join(folder, name)
let files = 0
async function exchange(from: Who, to: Who) {
  const file = at(`${++files}.cadenza`)
  await said(from, 'workspace', 'export', file)
  await said(to, 'workspace', 'import', file)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  await said('ana', 'seats', 'add', 'Ben', 'ben@acme.example', '--role', 'admin')
  const server = ['--host', 'smtp.acme.example', '--port', '465', '--protocol', 'tls', '--user', box]
  await said('ana', 'accounts', 'add', box, ...server, '--password-stdin', '--permit', 'role')
  await said('ana', 'invite', 'ben@acme.example', '--out', at('invitation'))
  await said('ben', 'join', at('invitation'), '--yes', '--name', 'Desk', '--out', at('answer'))
  const [, words = ''] = /Words: (.*)/.exec(await said('ana', 'admit', at('answer'))) ?? []
  await said('ana', 'admit', at('answer'), '--words', words)
  await exchange('ana', 'ben')
})

const home = (who: Who, verb: string, ...more: string[]) => said(who, 'accounts', verb, box, ...more)

test('an account is handed over, taken up, and taken over again, each after what it leads to was read', async () => {
  expect(await home('ana', 'home')).toContain('Its mail leaves from this computer.')
  const asked = await home('ana', 'release', '--to', 'desk')
  expect(asked).toContain(`Hand ${box} to Desk?`)
  expect(asked).toContain('Its password does not go with it: it is entered on the other computer.')
  expect(asked).toContain('Nothing was changed. Add --yes to do it.')
  expect(await home('ana', 'release', '--to', 'Desk', '--yes')).toContain('It was handed to Desk. Nothing leaves until')
  expect((await run('ben', 'accounts', 'acquire', box, '--yes')).text).toContain('was not handed to this computer')
  await exchange('ana', 'ben')
  expect(await home('ben', 'home')).toContain('has handed it to this computer. Nothing leaves until you take it up.')
  const acquiring = await home('ben', 'acquire')
  expect(acquiring).toContain(`Send from ${box} on this computer?`)
  expect(acquiring).toContain('Its password is not on this computer: enter it afterwards, or nothing leaves.')
  const taken = await home('ben', 'acquire', '--yes')
  expect(taken).toContain('Its mail leaves from this computer.')
  expect(taken).toContain(`The password of ${box} is not on this computer: enter it, or nothing leaves.`)
  await exchange('ben', 'ana')
  expect(await home('ana', 'home')).toContain('Its mail leaves from Desk.')

  const warned = await home('ana', 'take-over')
  expect(warned).toContain(`Take ${box} over from Desk?`)
  expect(warned).toContain("Do this only if Desk is lost or can't be reached")
  expect(await run('ana', 'accounts', 'take-over', box, '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Close Cadenza on the other computer first, then add --closed'),
  })
  expect(await home('ana', 'take-over', '--yes', '--closed')).toContain('Its mail leaves from this computer.')
  expect(await home('ana', 'review')).toBe('Nothing waits for a look.\n')
  await exchange('ana', 'ben')
  expect(await home('ben', 'home')).not.toContain('this computer')
})

test('another computer is authorised for a part, and told to change the password when that is taken back', async () => {
  const asked = await home('ana', 'authorise', '--to', 'Desk', '--percent', '30')
  expect(asked).toContain(`Let Desk send 30 % of the mail of ${box}?`)
  expect(asked).toContain('This computer keeps 70 % of its limits, from now on.')
  const shown = await home('ana', 'authorise', '--to', 'Desk', '--percent', '30', '--yes')
  expect(shown).toContain('Its mail leaves from this computer, with 70 % of its limits.')
  expect(shown).toContain('  Desk: 30 % of its limits')
  await exchange('ana', 'ben')
  expect(await home('ben', 'home')).toContain('A part of its mail leaves from this computer, with 30 % of its limits.')
  const back = await home('ana', 'authorise', '--to', 'Desk', '--withdraw')
  expect(back).toContain('Desk goes on sending until it has heard of it, for 7 days at most.')
  expect(back).toContain('Change it at the mail server, if you do not trust that computer any more.')
  expect(await home('ana', 'authorise', '--to', 'Desk', '--withdraw', '--yes')).toContain(
    'Desk: 30 % of its limits, taken back',
  )
})
