import { expect, it } from 'vitest'
import { openStore } from '../../src/main/store/open.ts'

it('writes hundreds that come in at once in their order, and lets others have their turn in between', async () => {
  const store = openStore(':memory:')
  store.sqlite.exec('CREATE TABLE seen (n INTEGER PRIMARY KEY)')
  const insert = (n: number) => store.writeSoon((tx) => tx.run('INSERT INTO seen (n) VALUES (?)', n))
  const writes = Array.from({ length: 200 }, (_, n) => insert(n))
  const count = () => store.get<{ n: number }>('SELECT count(*) AS n FROM seen')?.n ?? 0
  const meanwhile = await new Promise<number>((done) => setImmediate(() => done(count())))
  expect(meanwhile).toBeGreaterThan(0)
  expect(meanwhile).toBeLessThan(200)
  const late = insert(200)
  await Promise.all([...writes, late])
  expect(store.all<{ n: number }>('SELECT n FROM seen ORDER BY rowid').map(({ n }) => n)).toEqual(
    Array.from({ length: 201 }, (_, n) => n),
  )
  store.close()
})

it('writes what comes in within three turns of the event loop in one commit', async () => {
  const store = openStore(':memory:')
  store.sqlite.exec('CREATE TABLE seen (n INTEGER PRIMARY KEY)')
  const insert = (n: number) => store.writeSoon((tx) => tx.run('INSERT INTO seen (n) VALUES (?)', n))
  const turn = () => new Promise<void>((done) => setImmediate(done))
  const written: number[] = []
  const first = insert(1).then(() => written.push(1))
  await turn()
  const second = insert(2).then(() => written.push(2))
  await turn()
  expect(store.sqlite.inTransaction).toBe(false)
  expect(store.all('SELECT n FROM seen')).toEqual([])
  await first
  // resolved in the same moment
  expect(written).toEqual([1, 2])
  await second
  store.close()
})
