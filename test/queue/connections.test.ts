/** How connections to the queue are set up: what they ask, and how long they wait. */
import { expect, it } from 'vitest'
import { openQueue } from '../../src/main/queue/database.ts'
import { startPostgres } from '../servers/postgres.ts'
import { desk } from './desk.ts'

it('has the engine ask an index for what is in hand, not a list', async () => {
  const postgres = await startPostgres()
  const d = await desk(postgres.url, 1)
  try {
    for (const jobs of [d.queue.jobs, d.queue.boss.getDb()])
      expect((await jobs.executeSql('SHOW enable_material', [])).rows).toEqual([{ enable_material: 'off' }])
  } finally {
    await d.stop()
    await postgres.stop()
  }
})

it('keeps no account locked by a host of which nothing is heard', async () => {
  const postgres = await startPostgres()
  const d = await desk(postgres.url, 1)
  const lost = await openQueue({ url: postgres.url, name: 'lost', keeper: false, patience: 600, onError() {} })
  try {
    await d.account('held', [])
    const cut = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holding = lost.write(async (sql) => {
      await sql(`SELECT 1 FROM cadenza.accounts WHERE account = 'held' FOR UPDATE`)
      locked.resolve()
      await cut.promise
    })
    holding.catch(() => {})
    await locked.promise
    // it would wait for ever, were it not for the server
    await d.queue.sql(`UPDATE cadenza.accounts SET claim = gen_random_uuid() WHERE account = 'held'`)
    cut.resolve()
    await expect(holding).rejects.toThrow()
    // its next question has a connection of its own
    expect(await lost.sql('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await expect(lost.sql('SELECT pg_sleep(5)')).rejects.toThrow(/timeout/i)
  } finally {
    await lost.close()
    await d.stop()
    await postgres.stop()
  }
})
