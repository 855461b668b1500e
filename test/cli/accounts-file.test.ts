import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'cadenza-accounts-file-'))
const keychain = memoryKeychain()
const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { keychain })
const list = join(folder, 'list.csv')

beforeAll(() => {
  writeFileSync(
    list,
    'from_email,from_name,smtp_host,smtp_port,smtp_protocol,password\r\nanna@example.com,=Anna,smtp.example.com,587,starttls,CANARY\r\nbad,X,h,1,tls,\r\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('accounts come from a file, tried first, and go out again without their passwords', async () => {
  const tried = await run('accounts', 'import', list, '--dry-run')
  expect(tried).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 created, 0 updated, 0 unchanged, 1 refused.'),
  })
  expect(tried.stdout).toContain('Nothing was written.')
  expect(await run('accounts', 'import', list)).toMatchObject({ code: 0 })
  const out = join(folder, 'out.csv')
  expect(await run('accounts', 'export', out)).toMatchObject({ code: 0, stdout: `Wrote 1 to ${out}.\n` })
  const written = readFileSync(out, 'utf8')
  expect(written).toContain("'=Anna")
  expect(written).not.toContain('CANARY')
  expect(await run('accounts', 'export', out)).toMatchObject({ code: 1, stderr: expect.stringContaining('already') })
  const again = await run('accounts', 'import', out, '--json')
  expect(JSON.parse(again.stdout)).toMatchObject({ unchanged: 1, refused: 0, dry_run: false })
  expect(await run('accounts', 'import', join(folder, 'none.csv'))).toMatchObject({ code: 1 })
})
