import { expect, it } from 'vitest'
import { testRoom } from '../host/room.ts'

it('usage counts what was really sent, in each window', async () => {
  const here = testRoom()
  const client = here.client()
  const smtp = {
    from_email: 'anna@example.com',
    smtp_host: 'smtp.example.com',
    smtp_port: 587,
    smtp_protocol: 'starttls' as const,
  }
  const made = await client.accounts.create(smtp)
  const at = [here.time.now() - 3_600_000, here.time.now() - 3_599_999, here.time.now() - 1]
  here.room.store.write((tx) => {
    for (const [i, claimed] of at.entries())
      for (const account of [1, 2])
        tx.run(
          `INSERT INTO sends (public_id, kind, step, account_id, address, domain, state, due, slot, at, claimed_at, device, hlc)
           VALUES (?, 'test', 1, ?, 'x@y.example', 'y.example', 'sent', 0, 0, 0, ?, 'd', 'h')`,
          `s${i}-${account}`,
          account,
          claimed,
        )
  })
  expect(await client.accounts.usage()).toMatchObject([
    {
      from_email: 'anna@sandbox.cadenza.invalid',
      windows: [
        { window: 'utc_day', used: 3, outside: 0, allowed: 50, ratio: 0.06, near_limit: false, can_request: true },
      ],
    },
    {
      public_id: made.public_id,
      windows: [
        { window: 'hour', used: 2, allowed: 50 },
        { window: 'day', used: 3, allowed: 400 },
      ],
    },
  ])
  here.close()
})
