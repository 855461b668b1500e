/** Keys that are bound to accounts or groups: made, shown, kept to what they name, and never widened by a removal. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyHolder } from '../../src/main/api/door.ts'
import { type BoundRoom, boundRoom } from './bound-room.ts'

let here: BoundRoom
beforeEach(async () => {
  here = await boundRoom()
})
afterEach(() => here.close())

const scopes = ['read', 'write', 'accounts'] as const
const make = (bound: { accounts?: string[]; groups?: string[] }) =>
  here.client().keys.create({ name: 'CRM', scopes: [...scopes], bound: { accounts: [], groups: [], ...bound } })
/** What a program with the key gets: the asker is made from the key itself, as every door does it. */
function through(key: string) {
  const holder = keyHolder(here.room, key)
  if ('refused' in holder) throw new Error(holder.refused)
  return here.client(holder.asker)
}
const forbidden = (message: string) => ({ code: 'forbidden', status: 403, message: expect.stringContaining(message) })

it('is shown with what it names and how many accounts it reaches', async () => {
  const { key: _, ...made } = await make({ accounts: [here.mine.account], groups: [here.group] })
  expect(made.bound).toEqual({
    accounts: [{ public_id: here.mine.account, from_email: here.mine.address, removed: false }],
    groups: [{ public_id: here.group, name: 'EU', removed: false }],
    reach: 1,
  })
  expect(await here.client().keys.list()).toEqual([made])
  await here.client().accounts.update({ public_id: here.other.account, group: here.group })
  expect((await here.client().keys.list())[0]?.bound?.reach).toBe(2)
})

describe('what can be bound', () => {
  it('not nothing: an empty binding is no binding to all', async () => {
    await expect(make({})).rejects.toMatchObject({ code: 'bad_request' })
  })
  it('not what is not there', async () => {
    await expect(make({ accounts: ['nobody'] })).rejects.toMatchObject({ code: 'not_found' })
    await expect(make({ groups: ['nothing'] })).rejects.toMatchObject({ code: 'not_found' })
  })
  it('not together with the scope admin', async () => {
    const bound = { accounts: [here.mine.account], groups: [] }
    await expect(here.client().keys.create({ scopes: ['read', 'admin'], bound })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining("can't have admin"),
    })
  })
})

describe('a bound key', () => {
  it('lists, engages and changes what is its own', async () => {
    const api = through((await make({ accounts: [here.mine.account] })).key)
    expect((await api.accounts.list()).map(({ from_email }) => from_email)).toEqual([here.mine.address])
    expect((await api.accounts.usage()).map(({ from_email }) => from_email)).toEqual([here.mine.address])
    expect((await api.sends.list({ sender: here.mine.address })).rows.map(({ public_id }) => public_id).sort()).toEqual(
      [...here.mine.sends].sort(),
    )
    const enrollments = await api.enrollments.list({ sender: here.mine.account })
    expect(enrollments.rows.map(({ public_id }) => public_id)).toEqual(here.mine.enrollments)
    await api.contacts.create({ address: 'new@example.org' })
    const senders = [{ account: here.mine.address }]
    const wish = { sequence: 'S', contacts: ['new@example.org'], senders }
    expect((await api.schedule.preview(wish)).summary.contacts).toBe(1)
    expect(await api.schedule.engage(wish)).toMatchObject({ engaged: 1 })
    expect((await api.accounts.pause({ public_id: here.mine.account })).paused).toBe(true)
    expect((await api.schedule.options({ sequence: 'S' })).accounts.map(({ address }) => address)).toEqual([
      here.mine.address,
    ])
  })
  it('is told by name what it is bound to, and what it can not do', async () => {
    const api = through((await make({ accounts: [here.mine.account] })).key)
    const bound = `The key "CRM" is bound to ${here.mine.address}: it can't`
    const wish = { sequence: 'S', contacts: ['new@example.org'] }
    await expect(api.accounts.get({ public_id: here.other.account })).rejects.toMatchObject(
      forbidden(`${bound} see or change the account ${here.other.account}.`),
    )
    await expect(
      api.schedule.engage({
        ...wish,
        assign: 'selected',
        senders: [{ account: here.mine.account }, { account: here.other.address }],
      }),
    ).rejects.toMatchObject(forbidden(`${bound} send from ${here.other.address}.`))
    await expect(api.schedule.engage(wish)).rejects.toMatchObject(forbidden('choose who sends'))
    await expect(api.schedule.engage({ ...wish, assign: 'owners' })).rejects.toMatchObject(
      forbidden("contacts' owners"),
    )
    await expect(api.schedule.engage({ ...wish, assign: 'group', group: 'EU' })).rejects.toMatchObject(
      forbidden(`${bound} send by the delivery group EU.`),
    )
    await expect(api.sends.list({})).rejects.toMatchObject(forbidden('name one of its accounts as "sender"'))
    await expect(api.workspace.stop()).rejects.toMatchObject(forbidden(`${bound} call workspace.stop.`))
  })
  it('learns nothing from what does not exist: the words are the same', async () => {
    const api = through((await make({ accounts: [here.mine.account] })).key)
    const words = async (public_id: string) =>
      String(await api.sends.get({ public_id }).catch((error: Error) => error.message)).replace(public_id, '…')
    expect(await words('nothing-here')).toBe(await words(here.other.sends[0] as string))
  })
  it('is told while it engages why that fails, as anybody is', async () => {
    const api = through((await make({ accounts: [here.mine.account] })).key)
    const senders = [{ account: here.mine.account }]
    const steps = await api.schedule.engaging({ sequence: 'None', contacts: ['one@anna.test'], senders })
    await expect(steps.next()).rejects.toMatchObject({
      code: 'not_found',
      status: 404,
      message: 'There is no sequence "None".',
    })
  })
  it('is not told whose emails get another slot by what it does', async () => {
    await here.client().workspace.update({ policy: { workspace_per_day: 2 } })
    const wish = { ids: here.mine.sends, action: 'cancel' as const, dry_run: true }
    const all = await here.client().sends.bulk(wish)
    expect(all.consequence?.moves.map(({ sender }) => sender)).toContain(here.other.address)
    const told = await through((await make({ accounts: [here.mine.account] })).key).sends.bulk(wish)
    expect(told).toEqual({
      ...all,
      consequence: {
        ...all.consequence,
        moves: all.consequence?.moves.filter(({ sender }) => sender === here.mine.address),
      },
    })
  })
  it('of a group reaches whoever is in it now', async () => {
    const api = through((await make({ groups: [here.group] })).key)
    expect(await api.accounts.list()).toEqual([])
    await here.client().accounts.update({ public_id: here.mine.account, group: here.group })
    expect((await api.accounts.list()).map(({ public_id }) => public_id)).toEqual([here.mine.account])
    await expect(api.accounts.update({ public_id: here.mine.account, group: null })).rejects.toMatchObject(
      forbidden('reaches further'),
    )
    await here.client().accounts.update({ public_id: here.mine.account, group: null })
    expect(await api.accounts.list()).toEqual([])
  })
})

it('a removal never widens a key: what named only that can do nothing, and says so', async () => {
  const alone = await make({ accounts: [here.mine.account] })
  const grouped = await make({ groups: [here.group] })
  const removal = await here.client().accounts.removal({ public_id: here.mine.account })
  expect(removal.keys.map(({ public_id, others }) => [public_id, others])).toEqual([[alone.id, 0]])
  await here.client().accounts.remove({ public_id: here.mine.account, way: 'go_ahead', seen: removal.seen })
  const group = await here.client().groups.get({ public_id: here.group })
  await here.client().groups.remove({ public_id: here.group, version: group.version })
  const nothing = forbidden('was bound to accounts that are not here any more, so it can do nothing')
  for (const { key } of [alone, grouped]) {
    const api = through(key)
    await expect(api.accounts.list()).rejects.toMatchObject(nothing)
    await expect(api.workspace.get()).rejects.toMatchObject(nothing)
    await expect(api.sends.get({ public_id: here.other.sends[0] as string })).rejects.toMatchObject(nothing)
  }
  expect((await here.client().keys.list()).map(({ bound }) => bound?.reach)).toEqual([0, 0])
  // Whoever comes next takes neither the place of the one nor of the other.
  await here.client().accounts.create({ from_email: 'later@example.com', ...here.server, permits: ['more'] })
  await here.client().groups.create({ name: 'EU' })
  await expect(through(alone.key).accounts.list()).rejects.toMatchObject(nothing)
  await expect(through(grouped.key).accounts.list()).rejects.toMatchObject(nothing)
})
