import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const lock = join(import.meta.dirname, '../../src/main/host/lock.ts')

/** A process that wants the folder, says what it got, and lives until it is killed. */
function want(folder: string) {
  const program = `
    import { takeLock } from ${JSON.stringify(lock)}
    try {
      takeLock(${JSON.stringify(folder)}, { command: 'cadenza serve', now: 0 })
      console.log('held')
    } catch (error) {
      console.log(error.code + ' ' + (error.data?.pid ?? ''))
    }
    process.stdin.resume()`
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', program],
    {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const word = once(child.stdout, 'data').then(([data]) => String(data).trim())
  return { child, word }
}

it('of many processes that want one data folder at once exactly one gets it, and when it is killed the next one may', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cadenza-lock-'))
  const folder = join(root, 'data')
  const all = Array.from({ length: 4 }, () => want(folder))
  try {
    const words = await Promise.all(all.map(({ word }) => word))
    expect(words.filter((word) => word === 'held')).toHaveLength(1)
    expect(words.filter((word) => word.startsWith('locked'))).toHaveLength(3)
    const holder = all[words.indexOf('held')]?.child
    holder?.kill('SIGKILL')
    if (holder) await once(holder, 'close')
    const next = want(folder)
    all.push(next)
    expect(await next.word).toBe('held')
    const late = want(folder)
    all.push(late)
    expect(await late.word).toBe(`locked ${next.child.pid}`)
  } finally {
    for (const { child } of all) child.kill('SIGKILL')
    rmSync(root, { recursive: true, force: true })
  }
})
