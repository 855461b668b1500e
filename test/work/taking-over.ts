/** A copy that became a computer of its own sends from what was home to the other one. */
import { expect } from 'vitest'
import type { MailServer } from './mail-server.ts'
import type { Story } from './story.ts'

const DAY = 86_400_000

/** The original is given up after all: its mailbox is home elsewhere, though this computer is in no team. */
export async function takesOver(s: Story, sender: string, server: MailServer): Promise<void> {
  expect(await s.client.safety.status()).toMatchObject({ state: 'normal' })
  const account = (await s.client.accounts.list({})).find(({ from_email }) => from_email === sender)
  const public_id = account?.public_id ?? ''
  expect(await s.client.homes.get({ public_id })).toMatchObject({
    standing: 'elsewhere',
    words: 'Its mail leaves from the other computer.',
    computers: [],
  })
  expect(await s.client.workspace.status()).toMatchObject({ next_send: null, planned: 8, elsewhere: 8 })
  const { words } = await s.client.homes.consequence({ public_id, deed: 'take_over' })
  expect(words.join(' ')).toMatch(/Close Cadenza on the other computer first.*never hears of this/)
  const taken = await s.client.homes.take_over({ public_id, closed: true })
  expect(taken).toMatchObject({ standing: 'home', part: 1000, review: 8, may_have_left: 8 })
  await expect(s.client.homes.take_over({ public_id, closed: true })).rejects.toThrow(/on this computer alone/)
  // all that was due while the original sent may have left from there: only what somebody names is sent again
  expect(await s.client.homes.settle_review({ public_id, way: 'send' })).toEqual({ settled: 0, left: 8 })
  const { rows } = await s.client.homes.review({ public_id })
  expect(rows.map(({ may_have_left }) => may_have_left)).toEqual(Array(8).fill(true))
  // somebody says of each that it has not left: it leaves from here, and so does what is engaged from now on
  await s.client.homes.settle_review({ public_id, way: 'send', sends: rows.map((row) => row.public_id) })
  await s.engage({ sender, contacts: ['late@there.test'] })
  await s.goTo(s.now() + 3 * DAY)
  expect(server.arrivals).toHaveLength(17)
}
