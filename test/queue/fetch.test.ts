/** Taking jobs up stays quick where many accounts have one in hand (docs/decisions/0020-fetch.md says what it was without). */
import { expect, it } from 'vitest'
import { startPostgres } from '../servers/postgres.ts'
import { desk } from './desk.ts'

it('has the engine ask an index for what is in hand, not a list', async () => {
  const postgres = await startPostgres()
  const d = await desk(postgres.url, 1)
  try {
    const { rows } = await d.queue.boss.getDb().executeSql('SHOW enable_material', [])
    expect(rows).toEqual([{ enable_material: 'off' }])
    // all else is left as PostgreSQL has it
    expect(await d.queue.sql('SHOW enable_material')).toEqual([{ enable_material: 'on' }])
  } finally {
    await d.stop()
    await postgres.stop()
  }
})
