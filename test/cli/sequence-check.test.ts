/** What the editor lists of a sequence, from the terminal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cadenza } from './terminal.ts'

test('says what is worth a look, serious things first, and ends with 1 where there are any', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { columns: 300 })
  const add = async (name: string, steps: object[]) => {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ name, steps }))
    expect(await run('sequences', 'add', join(folder, `${name}.json`))).toMatchObject({ code: 0 })
  }
  try {
    await run('init', '--name', 'Me', '--address', 'me@mine.test', '--zone', 'Europe/Paris')
    await add('Fine', [{ subject: 'Hello', text: 'How do you do?' }])
    await add('Odd', [
      { subject: 'Re: hello', text: 'Hello' },
      { text: 'x', html: '<p>See <a href="javascript:alert(1)">this</a></p>', delay: { days: 1 } },
    ])
    expect(await run('sequences', 'check', 'Fine')).toMatchObject({ code: 0, stdout: 'Nothing to mend was found.\n' })
    const odd = await run('sequences', 'check', 'Odd')
    expect(odd).toMatchObject({ code: 1, stderr: expect.stringContaining('1 serious problem. Mend that before') })
    expect(odd.stdout).toMatch(/hint +1 +subject 1:1 .*misleads/)
    expect(odd.stdout).toMatch(/serious +2 +html 1:\d+ /)
    const json = await run('sequences', 'check', 'Odd', '--json')
    expect(JSON.parse(json.stdout).problems).toMatchObject([{ step: 1, code: 'reply_mark' }, { step: 2 }])
    expect(await run('sequences', 'check', 'Odd', '--account', 'nobody@x.test')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no account "nobody@x.test"'),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
