/** What is asked back from the queue while a host is slow, lost, or at the fence: it is back for good, or it is not. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeBack } from '../../src/main/queue/hand-in.ts'
import { fenceOf, lineOf, type Passing, passFence } from '../../src/main/queue/send-side.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { type Desk, desk, workspace } from './desk.ts'

let postgres: Postgres
let ledger: LedgerServer
let d: Desk
let line: string
beforeAll(async () => {
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
  d = await desk(postgres.url, ledger.port)
  line = await lineOf(d.queue)
})
afterAll(async () => {
  await d?.stop()
  await ledger?.stop()
  await postgres?.stop()
})

/** An email in the hands of a host that claimed, and of which nothing was heard since: the queue takes it for lost. */
async function heldBySlowHost(name: string): Promise<Passing> {
  await d.account(name, [])
  const attempt = await d.email(name, `${name}@there.test`, { send: name })
  const claimed = await d.claim(name)
  await d.queue.sql(`UPDATE cadenza_jobs.job SET state = 'retry' WHERE id = $1`, [attempt])
  const leaveBy = Number.MAX_SAFE_INTEGER
  return { ...claimed, send: name, workspace, account: name, attempt, after: null, host: 'slow', leaveBy, line }
}
const asked = ({ attempt, send, after }: Passing, on = line) => ({ attempt, send, after, line: on })

it('lets a host that was only slow begin nothing that was taken back', async () => {
  const slow = await heldBySlowHost('before')
  expect(await takeBack(d.queue, [asked(slow)])).toEqual(['back'])
  expect(await passFence(d.queue, slow)).toBe('overtaken')
  expect(await fenceOf(d.queue.sql, 'before')).toBeNull()
  // nor one that comes to claim only now
  const claimed = await d.claim('before')
  expect(await passFence(d.queue, { ...slow, ...claimed })).toBe('overtaken')
})

it('takes nothing back that such a host has begun', async () => {
  const slow = await heldBySlowHost('behind')
  expect(await passFence(d.queue, slow)).toBe('passes')
  expect(await takeBack(d.queue, [asked(slow)])).toEqual(['began'])
})

it('says the same to both, whoever comes first', async () => {
  const ends = new Set<string>()
  for (let i = 0; i < 40; i++) {
    const slow = await heldBySlowHost(`both${i}`)
    const after = (ms: number) => new Promise((done) => setTimeout(done, ms))
    const [passed, [back = '']] = await Promise.all([
      after(i % 2 ? 0 : i % 5).then(() => passFence(d.queue, slow)),
      after(i % 2 ? i % 7 : 0).then(() => takeBack(d.queue, [asked(slow)])),
    ])
    expect([`passes began`, `overtaken back`]).toContain(`${passed} ${back}`)
    ends.add(back)
  }
  expect(ends.size).toBe(2)
})

it('answers for each of many that are asked back together', async () => {
  const many = await Promise.all(['waits', 'held', 'begun', 'elsewhere'].map((name) => heldBySlowHost(name)))
  const [waits, held, begun, elsewhere] = many as [Passing, Passing, Passing, Passing]
  await d.queue.sql(
    `UPDATE cadenza_jobs.job SET state = 'active', heartbeat_on = now() + interval '1 hour' WHERE id = $1`,
    [held.attempt],
  )
  expect(await passFence(d.queue, begun)).toBe('passes')
  const asking = [asked(begun), asked(elsewhere, 'another course'), asked(held), asked(waits)]
  expect(await takeBack(d.queue, asking)).toEqual(['began', 'unknown', 'in_hand', 'back'])
  const texts = await d.queue.sql<{ attempt: string }>(
    'SELECT attempt::text FROM cadenza.parcels WHERE attempt = ANY($1::uuid[])',
    [many.map(({ attempt }) => attempt)],
  )
  expect(texts.map(({ attempt }) => attempt).sort()).toEqual([held.attempt, begun.attempt].sort())
})

it('believes no queue that was put back since that nothing of it had left', async () => {
  const slow = await heldBySlowHost('course')
  expect(await takeBack(d.queue, [asked(slow, 'another course')])).toEqual(['unknown'])
  expect(await passFence(d.queue, slow)).toBe('overtaken')
})

it('lets pass what a person sends again after an email met a try that nobody knew', async () => {
  await d.account('again', [])
  await d.begun('again', 'again', crypto.randomUUID())
  const stopped = await d.email('again', 'again@there.test', { send: 'again' })
  ledger.mark()
  const host = await d.sender('one')
  const one = async (attempt: string) => {
    let kind: string | undefined
    await waitFor('its report', async () => {
      kind = (await d.waiting()).find((report) => report.attempt === attempt)?.outcome.kind
      return kind !== undefined
    })
    return kind
  }
  expect(await one(stopped)).toBe('broken')
  const next = await d.email('again', 'again@there.test', { send: 'again', after: stopped })
  expect(await one(next)).toBe('accepted')
  expect(
    ledger
      .events()
      .filter(({ event }) => event === 'taken')
      .map(({ to }) => to?.[0]),
  ).toEqual(['again@there.test'])
  await host.stop()
})
