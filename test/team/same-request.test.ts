/** A request for a mailbox that its owner answers with the mailbox itself, while an admin thinks again: all end with the same one. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertMailboxRequest, mailboxRequestPage, moveMailboxRequest } from '../../src/main/store/mailbox-requests.ts'
import { seatByAddress } from '../../src/main/store/seats.ts'
import type { MailboxRequestEvent } from '../../src/shared/domain/mailbox-request.ts'
import { canonical } from '../../src/shared/domain/shared-change.ts'
import { notAsAnew } from './anew.ts'
import { type Device, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const seatOf = ({ store }: Device, address: string) => seatByAddress(store, address)?.id as number
const requestOf = ({ store }: Device) => mailboxRequestPage(store, { of: null, states: null }, null, 9)[0]

const say = (one: Device, event: MailboxRequestEvent, by: string | null, at: number) =>
  one.store.write((tx) => {
    const request = requestOf(one)
    const decision = { by: by === null ? null : seatOf(one, by), at }
    if (!request || !moveMailboxRequest(tx, request, event, decision, stamp(tx, at))) throw new Error('not now')
  })

it.each(['bo', 'cy'])('ends the same in whatever order it is heard, where %s spoke last', async (last) => {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'admin' },
    { name: 'Di', address: 'di@acme.com', role: 'member' },
  ])
  teams.push(team)
  const [ana, bo, cy, di] = team.devices as [Device, Device, Device, Device]
  const { now } = team.clock
  bo.store.write((tx) => {
    const seat = seatOf(bo, 'bo@acme.com')
    const request = {
      publicId: newId(),
      seatId: seat,
      askedBy: seat,
      address: 'sales@acme.com',
      note: null,
      createdAt: now,
    }
    insertMailboxRequest(tx, request, stamp(tx, now))
  })
  settleAll(team)
  say(ana, { type: 'approved' }, 'ana@acme.com', now + 1)
  settleAll(team)
  say(bo, { type: 'configured' }, null, now + (last === 'bo' ? 9 : 8))
  say(cy, { type: 'declined', reason: 'not now' }, 'cy@acme.com', now + (last === 'cy' ? 9 : 8))
  const [b, c] = [seal(bo, now + 10), seal(cy, now + 10)]
  take(ana, [...b, ...c], now + 11)
  take(di, [...c, ...b], now + 11)
  settleAll(team)
  const told = ({ store }: Device) =>
    store
      .all<{ fields: string }>("SELECT fields FROM shared_rows WHERE kind = 'mailbox_request'")
      .map(({ fields }) => canonical(JSON.parse(fields)))
  for (const one of team.devices) {
    expect(requestOf(one)?.state).toBe(last === 'bo' ? 'configured' : 'declined')
    expect(told(one)).toEqual(told(ana))
    expect(notAsAnew(one)).toEqual([])
  }
  // what nobody approved, its owner can't answer alone
  expect(di.store.all("SELECT what FROM merge_notes WHERE what = 'refused'")).toEqual([])
})
