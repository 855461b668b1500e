/** I7: what the keychain did not let go with a mailbox goes at the next start. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type memoryKeychain, scratch, world } from './world.ts'

const start = Date.parse('2026-11-23T08:00:00Z')
const server = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_protocol: 'starttls' as const }

it('a secret that stayed behind a removed mailbox is erased at the next start, and no other', async () => {
  const folder = mkdtempSync(join(scratch, 'cadenza-'))
  const first = await world(start, { folder })
  const { ports } = first.engine.room
  const keychain = ports.keychain as ReturnType<typeof memoryKeychain>
  const client = first.engine.client()
  const make = (from_email: string, seat: string | null) =>
    client.accounts.create({ from_email, ...server, seat, password: `secret of ${from_email}` })
  const gone = await make('gone@example.com', null)
  const stays = await make('stays@example.com', null)
  const { remove } = keychain
  keychain.remove = () => Promise.reject(new Error('the keychain is locked'))
  const removed = await client.accounts.remove({ public_id: gone.public_id, way: 'go_ahead' })
  expect(removed.secrets).toContain('is erased at the next start')
  expect([...keychain.all.keys()].sort()).toEqual([gone.public_id, stays.public_id].sort())
  await first.stop()
  keychain.remove = remove
  const next = await world(start, { folder, ports })
  await first.clock.working(Promise.resolve())
  await first.end()
  expect([...keychain.all.keys()]).toEqual([stays.public_id])
  await next.stop()
  rmSync(folder, { recursive: true, force: true })
})
