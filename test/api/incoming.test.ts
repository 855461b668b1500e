/** Who may see and take back what came back: members, admins and keys that are bound to an account. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keyHolder } from '../../src/main/api/door.ts'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { takeIn } from '../../src/main/work/inbox/take-in.ts'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { arrived, complaint, cursorAfter, letter } from '../work/returned.ts'
import { type BoundRoom, boundRoom } from './bound-room.ts'

let here: BoundRoom
beforeEach(async () => {
  here = await boundRoom()
  here.room.store.write((tx) =>
    tx.run(
      `UPDATE sends SET state = 'sent', claimed_at = ?, message_id = '<' || public_id || '@us.test>' WHERE step = 1`,
      here.room.ports.clock.now(),
    ),
  )
})
afterEach(() => here.close())

const idTo = (address: string) =>
  here.room.store.get<{ id: string }>('SELECT message_id AS id FROM sends WHERE address = ? AND step = 1', address)
    ?.id ?? ''
async function comesTo(accountId: string, ...raws: string[]) {
  const account = accountByPublicId(here.room.store, accountId)
  if (!account) throw new Error('no account')
  const now = here.room.ports.clock.now()
  await takeIn(
    here.room,
    account,
    raws.map((raw) => arrived(raw, now)),
    cursorAfter(now),
  )
}
const reply = (from: string, to: string) => letter({ from, to, answers: [idTo(from)] })
const only = async (contact: string) => {
  const { rows } = await here.client().incoming.list({ contact })
  expect(rows).toHaveLength(1)
  return rows[0]?.public_id ?? ''
}

it('a member takes back what concerns their own mail, and no opt-out or complaint: an admin does', async () => {
  await here.client().seats.add({ name: 'Mia', address: 'mia@example.com', role: 'member' })
  const seatId = here.room.store.get<{ id: number }>(`SELECT id FROM seats WHERE name = 'Mia'`)?.id ?? 0
  const mia = here.client({ seatId, role: 'member', scopes: roleScopes.member })
  const [mine, theirs] = ['one@anna.test', 'two@anna.test']
  await comesTo(here.mine.account, reply(mine, here.mine.address), complaint(here.mine.address, theirs, idTo(theirs)))
  // the account is the admin's, whoever engaged its contacts too
  here.room.store.write((tx) => tx.run('UPDATE accounts SET seat_id = 1 WHERE public_id = ?', here.mine.account))
  expect((await mia.incoming.get({ public_id: await only(mine) })).can_undo).toBe(false)
  await expect(mia.incoming.undo({ public_id: await only(mine) })).rejects.toMatchObject({ code: 'forbidden' })
  here.room.store.write((tx) =>
    tx.run('UPDATE accounts SET seat_id = ? WHERE public_id = ?', seatId, here.mine.account),
  )
  const spam = await only(theirs)
  expect((await mia.incoming.get({ public_id: spam })).can_undo).toBe(false)
  await expect(mia.incoming.undo({ public_id: spam })).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('only an admin'),
  })
  expect(await mia.incoming.undo({ public_id: await only(mine) })).toMatchObject({ state: 'undone', undone_by: 'Mia' })
  const before = (await here.client().suppressions.list({})).rows
  expect(before.map(({ value }) => value)).toEqual([theirs])
  expect(await here.client().incoming.undo({ public_id: spam })).toMatchObject({ state: 'undone' })
  expect((await here.client().suppressions.list({})).rows).toEqual([])
})

it('what a hand had put on the suppression list is there again, with its own reason', async () => {
  const contact = 'one@anna.test'
  await comesTo(here.mine.account, complaint(here.mine.address, contact, idTo(contact)))
  await here.client().incoming.undo({ public_id: await only(contact) })
  const made = await here.client().suppressions.add({ value: 'two@anna.test', reason: 'a friend' })
  await comesTo(here.mine.account, complaint(here.mine.address, 'two@anna.test', idTo('two@anna.test')))
  expect((await here.client().suppressions.list({})).rows).toMatchObject([{ source: 'complaint', removable: false }])
  await here.client().incoming.undo({ public_id: await only('two@anna.test') })
  expect((await here.client().suppressions.list({})).rows).toMatchObject([
    { public_id: made.public_id, reason: 'a friend', source: 'hand', removable: true },
  ])
})

it('who was engaged elsewhere meanwhile is not in two sequences at once', async () => {
  const contact = 'one@anna.test'
  await comesTo(here.mine.account, reply(contact, here.mine.address))
  await here.client().sequences.create({ name: 'Next', steps: [{ subject: 'Hi', text: 'x' }] })
  const senders = [{ account: here.mine.account }]
  await here.client().schedule.engage({ sequence: 'Next', contacts: [contact], senders })
  await expect(here.client().incoming.undo({ public_id: await only(contact) })).rejects.toMatchObject({
    code: 'state',
    message: expect.stringContaining('is in "Next" by now'),
  })
  expect((await here.client().incoming.list({ contact })).rows[0]).toMatchObject({ state: 'done' })
})

it('a bound key sees and takes back what came to its own mailboxes alone', async () => {
  const [mine, other, spam] = ['one@anna.test', 'one@bert.test', 'two@anna.test']
  await comesTo(here.mine.account, reply(mine, here.mine.address), complaint(here.mine.address, spam, idTo(spam)))
  await comesTo(here.other.account, reply(other, here.other.address))
  const { key } = await here.client().keys.create({
    name: 'CRM',
    scopes: ['read', 'write'],
    bound: { accounts: [here.mine.account], groups: [] },
  })
  const holder = keyHolder(here.room, key)
  if ('refused' in holder) throw new Error(holder.refused)
  const api = here.client(holder.asker)
  const forbidden = { code: 'forbidden', status: 403 }
  await expect(api.incoming.list({})).rejects.toMatchObject(forbidden)
  await expect(api.incoming.counts()).rejects.toMatchObject(forbidden)
  await expect(api.incoming.list({ account: here.other.address })).rejects.toMatchObject(forbidden)
  const { rows } = await api.incoming.list({ account: here.mine.address })
  expect(rows.map(({ contact }) => contact).sort()).toEqual([mine, spam])
  await expect(api.incoming.seen({})).rejects.toMatchObject(forbidden)
  await expect(api.incoming.seen({ ids: [await only(other)] })).rejects.toMatchObject(forbidden)
  const theirs = { public_id: await only(other) }
  const missing = { public_id: 'nothing' }
  for (const door of [api.incoming.get, api.incoming.undo]) {
    const [a, b] = await Promise.all([theirs, missing].map((each) => door(each).catch((e: Error) => e.message)))
    expect(String(a).replace(theirs.public_id, 'X')).toBe(String(b).replace(missing.public_id, 'X'))
  }
  await expect(api.incoming.undo({ public_id: await only(spam) })).rejects.toMatchObject({
    ...forbidden,
    message: expect.stringContaining('suppression list'),
  })
  await expect(api.incoming.correct({ public_id: await only(mine), kind: 'other' })).rejects.toMatchObject(forbidden)
  expect(await api.incoming.undo({ public_id: await only(mine) })).toMatchObject({ state: 'undone' })
  expect(await api.incoming.seen({ ids: [await only(mine)] })).toEqual({ seen: 1 })
})
