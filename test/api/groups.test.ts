/** Delivery groups: who is in them, what depends on them, what removing one does, and who may. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asker } from '../host/room.ts'
import { people, type Story, story } from '../work/story.ts'
import { addContacts } from '../work/world.ts'

let s: Story
const ids: Record<string, string> = {}
beforeAll(async () => {
  s = await story('2026-11-23T07:30:00Z')
  for (const name of ['anna', 'marc', 'ines']) ids[name] = (await s.account(`${name}@example.com`)).id
})
afterAll(() => s.stop())

const idOf = (name: string) => ids[name] as string
const membersOf = (group: { accounts: { from_email: string }[] }) => group.accounts.map(({ from_email }) => from_email)
const groupOf = async (name: string) => (await s.client.accounts.get({ public_id: idOf(name) })).group

describe('groups', () => {
  it('are made with accounts, renamed, and refuse a name that is taken, whatever its case', async () => {
    const made = await s.client.groups.create({ name: 'North', accounts: [idOf('anna'), idOf('marc')] })
    expect(membersOf(made)).toEqual(['anna@example.com', 'marc@example.com'])
    expect(made).toMatchObject({ active: 2, objection: null, sequences: [], api_keys: [], version: 1 })
    expect(await groupOf('anna')).toBe(made.public_id)
    await expect(s.client.groups.create({ name: ' NORTH ' })).rejects.toMatchObject({ code: 'conflict' })
    const renamed = await s.client.groups.update({ public_id: made.public_id, name: 'Far north', version: 1 })
    expect(renamed).toMatchObject({ name: 'Far north', version: 2 })
    expect(membersOf(renamed)).toHaveLength(2)
    await expect(s.client.groups.update({ public_id: made.public_id, name: 'X', version: 1 })).rejects.toMatchObject({
      code: 'stale_version',
    })
  })

  it('an account is in one group at most: put into another it leaves the first', async () => {
    const south = await s.client.groups.create({ name: 'South', accounts: [idOf('marc'), idOf('ines')] })
    expect(membersOf(south)).toEqual(['marc@example.com', 'ines@example.com'])
    const [north] = (await s.client.groups.list()).filter(({ name }) => name === 'Far north')
    expect(membersOf(north as typeof south)).toEqual(['anna@example.com'])
    const kept = await s.client.groups.update({ public_id: south.public_id, accounts: [idOf('ines')] })
    expect(membersOf(kept)).toEqual(['ines@example.com'])
    expect(await groupOf('marc')).toBeNull()
    const { rows } = await s.client.accounts.history({ public_id: idOf('marc') })
    expect(rows[0]).toMatchObject({ kind: 'changed', words: 'Changed by Me: delivery group.' })
  })

  it('never hold the managed account', async () => {
    const managed = (await s.client.accounts.list()).find(({ type }) => type === 'managed')
    await expect(
      s.client.groups.create({ name: 'Built in', accounts: [managed?.public_id ?? ''] }),
    ).rejects.toMatchObject({ code: 'state' })
    expect((await s.client.groups.list()).some(({ name }) => name === 'Built in')).toBe(false)
  })

  it('say what depends on them, and free their accounts when removed', async () => {
    const group = await s.client.groups.create({ name: 'West', accounts: [idOf('anna'), idOf('marc')] })
    const contacts = people(10, 'west.test')
    addContacts(
      s.engine,
      contacts.map((address) => ({ address })),
    )
    await s.client.sequences.create({ name: 'Autumn', steps: [{ subject: 'Hi', text: 'Hello' }] })
    await s.client.accounts.update({ public_id: idOf('anna'), percentage: 30 })
    await s.client.accounts.update({ public_id: idOf('marc'), percentage: 70 })
    const options = await s.client.schedule.options({ sequence: 'Autumn' })
    expect(options.groups.find(({ name }) => name === 'West')).toMatchObject({
      senders: ['anna@example.com', 'marc@example.com'],
      objection: null,
      waits: null,
    })
    const wish = { sequence: 'Autumn', contacts, assign: 'group' as const, group: 'west', seed: 9 }
    const preview = await s.client.schedule.preview(wish)
    expect(preview.waits).toBeNull()
    const engaged = await s.client.schedule.engage({ ...wish, token: preview.token })
    expect(engaged.perSender.map(({ sender, contacts: n }) => [sender, n])).toEqual([
      ['anna@example.com', 3],
      ['marc@example.com', 7],
    ])
    const shown = await s.client.groups.get({ public_id: group.public_id })
    expect(shown.sequences).toMatchObject([{ name: 'Autumn', contacts: 10, waiting: 0 }])
    const foreseen = await s.client.groups.consequence({ public_id: group.public_id })
    expect(foreseen).toEqual({
      depends: true,
      words: [
        '2 accounts are in no group then, and nothing else about them changes.',
        '10 contacts of “Autumn” keep their accounts; none stands in any more when one goes out.',
      ],
    })
    const { removed, words } = await s.client.groups.remove({ public_id: group.public_id, version: shown.version })
    expect({ removed, words }).toEqual({ removed: true, words: foreseen.words })
    expect([await groupOf('anna'), await groupOf('marc')]).toEqual([null, null])
    await expect(s.client.groups.get({ public_id: group.public_id })).rejects.toMatchObject({ code: 'not_found' })
    // what it engaged keeps its accounts: nobody stands in for one that goes out now
    await s.client.accounts.deactivate({ public_id: idOf('anna') })
    await s.goTo('2026-11-23T17:00:00Z')
    expect(await s.states('Autumn')).toEqual({ sent: 7, planned: 3 })
    await s.client.accounts.activate({ public_id: idOf('anna') })
    // its name is free again
    expect(await s.client.groups.create({ name: 'West' })).toMatchObject({
      active: 0,
      objection: '“West” has no accounts. Add one to it.',
    })
  })

  it('can’t engage anybody while empty, unknown, or full of accounts that are not the asker’s', async () => {
    const wish = { sequence: 'Autumn', assign: 'group' as const, override: ['been_in_this_sequence'] }
    await expect(s.client.schedule.preview({ ...wish, group: 'West' })).rejects.toMatchObject({ code: 'no_sender' })
    await expect(s.client.schedule.preview({ ...wish, group: 'Nowhere' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(s.client.schedule.preview(wish)).rejects.toMatchObject({ code: 'no_sender' })
    await s.client.seats.add({ name: 'Bo', address: 'bo@example.com', role: 'member' })
    const member = s.engine.client(asker(2, 'member', 'read', 'write', 'accounts'))
    await expect(member.schedule.preview({ ...wish, group: 'South' })).rejects.toMatchObject({
      code: 'no_sender',
      message: 'You may send from no account of “South”. Ask their owners for permission.',
    })
    expect(await member.groups.list()).toHaveLength(3)
    const [south] = await member.groups.list()
    for (const attempt of [
      member.groups.create({ name: 'Mine' }),
      member.groups.update({ public_id: south?.public_id ?? '', name: 'Mine' }),
      member.groups.remove({ public_id: south?.public_id ?? '' }),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' })
  })
})
