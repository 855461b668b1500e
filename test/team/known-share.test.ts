/** Who may tell of a mailbox's mail because they send a part of it: judged by what they knew, not by which file came first. */
import { expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { type Device, forged, newId, seal, settleAll, take, teamOf } from './devices.ts'
import { addMailbox } from './engaging.ts'

const people = [
  { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
  { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  { name: 'Cy', address: 'cy@acme.com', role: 'admin' },
] as const

/** Ana's computer lets Bo's send a part; Bo's tells of an answer to her mailbox, having heard of that or not. */
async function told(knowing: boolean) {
  const team = await teamOf(people)
  const [a, b, c] = team.devices as [Device, Device, Device]
  const { now } = team.clock
  const account = addMailbox(a, 'ana@acme.com', now)
  settleAll(team)
  a.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO shares (public_id, account_id, for_device, share, epoch, lease_until, state, created_at, author, device, hlc)
       VALUES (?, (SELECT id FROM accounts WHERE public_id = ?), ?, 300, 1, ?, 'granted', ?, ?, ?, ?)`,
      ...[newId(), account, b.id, now + 1000, now, author, device, hlc],
    )
  })
  const share = seal(a, now)
  if (knowing) take(b, share, now)
  const answer = {
    ...{
      account,
      messageKey: 'm1',
      at: now,
      fromAddress: 'x@shop.com',
      subject: 'Re: Hello',
      kind: 'reply',
      hard: false,
    },
    ...{ recipients: [], evidence: [], state: 'none', decidedAt: now },
  }
  const word = forged(b, now, [{ kind: 'incoming', id: newId(), by: b.seat, set: answer }])
  return { a, c, now, share, word, close: team.close }
}

const believed = ({ store }: Device): number => store.all(`SELECT 1 FROM shared_rows WHERE kind = 'incoming'`).length

it.each([
  [true, 1],
  [false, 0],
])('believes alike who sends a part of the mail, whichever file comes first: known to them %s', async (knowing, n) => {
  const { a, c, now, share, word, close } = await told(knowing)
  take(a, [word], now)
  take(c, [word, ...share] as Chunk[], now)
  expect([believed(a), believed(c)]).toEqual([n, n])
  close()
})
