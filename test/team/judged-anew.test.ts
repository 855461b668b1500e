/** A computer that an older version had judge otherwise ends with what everybody has, once it is brought to today's rules. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { countedInstants } from '../../src/main/store/counted.ts'
import { holdByHand } from '../../src/main/store/holds.ts'
import { newName } from '../../src/main/store/maker-name.ts'
import { codecs } from '../../src/main/store/shared-codecs/index.ts'
import { mergeRules } from '../../src/shared/domain/rules-number.ts'
import type { Change, SharedKind } from '../../src/shared/domain/shared-change.ts'
import { foldOf, notAsAnew } from './anew.ts'
import { type Device, dice, forged, lacking, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'
import { judgedBefore, opened } from './judged-before.ts'
import { add, change, of } from './rows.ts'

let team: Team
afterEach(() => team.close())

async function begin() {
  team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'member' },
  ])
  const [a, b, c] = team.devices as [Device, Device, Device]
  const { now } = team.clock
  const contact = addContact(a, 'x@shop.com', now)
  settleAll(team)
  return { a, b, c, now, contact }
}

const rules = ({ store }: Device) => store.get<{ n: number }>('SELECT merge_rules AS n FROM workspace')?.n

/** What there is of every kind, by the names that all know, as its tables say it. */
const tables = ({ store }: Device) =>
  Object.entries(codecs).flatMap(([kind, codec]) =>
    store.all<{ id: number }>(`SELECT id FROM ${codec.table} ORDER BY public_id`).flatMap(({ id }) => {
      const row = codec.read(store, id)
      return row && !row.gone ? [{ kind, id: row.id, fields: row.fields }] : []
    }),
  )

/** Cy's computer judged by older rules: it let in what Bo may not tell, and left out what Ana may. */
async function judgedOtherwise() {
  const { a, b, c, now, contact } = await begin()
  const theirs = newName(c.store, dice)
  const claim = forged(b, now + 1, [
    { kind: 'snippet', id: theirs, by: b.seat, set: { name: 'Bye', html: 'Best', seat: b.seat, createdAt: now } },
  ])
  for (const device of [a, c]) expect(take(device, [claim], now + 1)).toMatchObject([{ state: 'applied', notes: 1 }])
  const group = add(a, 'groups', { name: 'North', name_key: 'north' }, now + 2)
  change(a, 'contacts', contact, { last_name: 'Diaz' }, now + 2)
  settleAll(team)
  expect([a, c].map((one) => of(one, 'snippet', theirs))).toEqual([null, null])
  const isRefusedThen = ({ kind, set }: Change) => kind === 'group' || set?.lastName !== undefined
  judgedBefore(c, (told, why) => (why === null ? !isRefusedThen(told) : told.kind === 'snippet'), now + 3)
  expect(of(c, 'snippet', theirs)).toMatchObject({ name: 'Bye' })
  expect(of(c, 'group', group)).toBeNull()
  expect(of(c, 'contact', contact)).toMatchObject({ lastName: null })
  expect(notAsAnew(c)).toHaveLength(3)
  return { a, b, c, now, contact, theirs, group }
}

it('has what everybody has: nothing of what counts no more, and what counts now', async () => {
  const { a, b, c, now, contact, theirs, group } = await judgedOtherwise()
  expect(await opened(c, now + 4)).toBe(3)
  expect(of(c, 'snippet', theirs)).toBeNull()
  expect(of(c, 'group', group)).toMatchObject({ name: 'North' })
  expect(of(c, 'contact', contact)).toMatchObject({ lastName: 'Diaz' })
  expect(notAsAnew(c)).toEqual([])
  expect(foldOf(c)).toEqual(foldOf(a))
  expect(tables(c)).toEqual(tables(a))
  // it tells nothing of that
  expect(c.store.all('SELECT * FROM shared_dirty')).toEqual([])
  expect(seal(c, now + 5)).toEqual([])
  expect(foldOf(b)).toEqual(foldOf(a))
})

it('is judged anew once', async () => {
  const { c, now } = await judgedOtherwise()
  await opened(c, now + 4)
  expect(rules(c)).toBe(mergeRules)
  const before = c.store.get('SELECT total_changes() AS n')
  const told: number[] = []
  expect(await opened(c, now + 5, (done) => told.push(done))).toBeNull()
  expect(told).toEqual([])
  expect(c.store.get('SELECT total_changes() AS n')).toEqual(before)
})

it('keeps what nobody was told yet, field by field, and tells it', async () => {
  const { a, b, c, now, contact, group } = await judgedOtherwise()
  change(c, 'contacts', contact, { first_name: 'Xi' }, now + 4)
  const beside = addContact(c, 'y@shop.com', now + 4)
  await opened(c, now + 5)
  expect(of(c, 'contact', contact)).toMatchObject({ firstName: 'Xi', lastName: 'Diaz' })
  settleAll(team)
  for (const device of [a, b, c]) {
    expect(of(device, 'contact', contact)).toMatchObject({ firstName: 'Xi', lastName: 'Diaz' })
    expect(of(device, 'contact', beside)).toMatchObject({ address: 'y@shop.com' })
    expect(of(device, 'group', group)).toMatchObject({ name: 'North' })
    expect(notAsAnew(device)).toEqual([])
  }
})

/** Everything in the file but the tables of the moment. */
const content = ({ store }: Device) =>
  store
    .all<{ name: string }>("SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    .map(({ name }) => [name, store.all(`SELECT * FROM main."${name}"`)])

it('is as it was where that is broken off, and has what everybody has the next time', async () => {
  const { a, c, now } = await judgedOtherwise()
  const before = content(c)
  const stopped = () => {
    throw new Error('killed')
  }
  // while it is put together beside
  await expect(opened(c, now + 4, stopped)).rejects.toThrow('killed')
  expect(content(c)).toEqual(before)
  // at its very end, when everything else is in its place
  c.store.write((tx) =>
    tx.run(
      `CREATE TEMP TRIGGER killed BEFORE UPDATE OF merge_rules ON main.workspace BEGIN SELECT RAISE(ABORT, 'killed'); END`,
    ),
  )
  await expect(opened(c, now + 4)).rejects.toThrow('killed')
  expect(content(c)).toEqual(before)
  expect(c.store.all('SELECT name FROM temp.sqlite_master')).toEqual([{ name: 'killed' }])
  c.store.write((tx) => tx.run('DROP TRIGGER killed'))
  expect(await opened(c, now + 5)).toBe(3)
  expect(foldOf(c)).toEqual(foldOf(a))
  expect(tables(c)).toEqual(tables(a))
})

const leaves = ({ store }: Device, enrollment: string, now: number) =>
  store.write((tx) => {
    const row = tx.get<{ id: number }>(
      'SELECT s.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.step = 1',
      enrollment,
    )
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      "INSERT INTO attempts (send_id, started_at, data_started_at, ended_at, outcome) VALUES (?, ?, ?, ?, 'accepted')",
      ...[row?.id, now, now, now],
    )
    tx.run(
      `UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ?, message_id = 'm', author = ?, device = ?, hlc = ? WHERE id = ?`,
      ...[now, now, author, device, hlc, row?.id],
    )
  })

it('goes on holding what somebody holds there, and knows what left', async () => {
  const { a, b, c, now, contact } = await begin()
  const id = engage(a, { account: addMailbox(a, 'ana@acme.com', now), contact, name: 'Spring' }, now)
  leaves(a, id, now + 1)
  settleAll(team)
  // an admin pauses whom Ana engaged: an older version did not take that
  a.store.write((tx) => tx.run("UPDATE seats SET role = 'admin' WHERE public_id = ?", b.seat))
  settleAll(team)
  change(b, 'enrollments', id, { state: 'paused' }, now + 2)
  seal(b, now + 2)
  take(a, lacking(b, a), now + 2)
  judgedBefore(a, ({ kind, set, by }, why) => why === null && !(kind === 'enrollment' && by === b.seat && set), now + 3)
  a.store.write((tx) => {
    const row = tx.get<{ id: number }>(
      'SELECT s.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.step = 2',
      id,
    )
    holdByHand(tx, row?.id ?? 0, { by: a.seat, at: now + 4 })
  })
  expect(stateOf(a, id)?.state).not.toBe('paused')
  expect(await opened(a, now + 5)).toBe(1)
  expect(stateOf(a, id)).toMatchObject({ state: 'paused' })
  const kept = 'SELECT state, held FROM sends ORDER BY step'
  expect(a.store.all(kept)).toEqual([
    { state: 'sent', held: 0 },
    { state: 'planned', held: 1 },
  ])
  expect(a.store.all('SELECT outcome FROM attempts')).toEqual([{ outcome: 'accepted' }])
  settleAll(team)
  for (const device of [a, b, c])
    expect(of(device, 'enrollment', id)).toMatchObject({ state: 'paused', 'holds.2': { by: a.seat, at: now + 4 } })
  expect(a.store.all(kept)).toMatchObject([{ state: 'sent' }, { state: 'planned', held: 1 }])
})

/** What a computer's tables say of these rows, told by a program that asks nobody whether it may. */
const asTold = ({ store, seat }: Device, kinds: readonly SharedKind[]) =>
  kinds.flatMap((kind) => {
    const codec = codecs[kind]
    const rows = codec ? store.all<{ id: number }>(`SELECT id FROM ${codec.table} ORDER BY id`) : []
    return rows.flatMap(({ id }) => {
      const row = codec?.read(store, id)
      return row ? [{ kind, id: row.id, by: seat, set: row.fields }] : []
    })
  })

it('keeps in its ledger what left for somebody whose engagement counts no more, and tells nobody', async () => {
  const { a, b, c, now, contact } = await begin()
  const account = addMailbox(a, 'ana@acme.com', now)
  settleAll(team)
  const id = engage(b, { account, contact, name: 'Spring' }, now + 1)
  const told = forged(b, now + 2, asTold(b, ['sequence', 'sequence_version', 'engagement', 'enrollment']))
  for (const device of [a, c]) take(device, [told], now + 2)
  expect(stateOf(a, id)).toBeUndefined()
  // an older version took it, and Ana's computer wrote to them
  judgedBefore(a, () => true, now + 3)
  expect(stateOf(a, id)).toMatchObject({ state: 'pending' })
  expect(mailOf(a, id)).toMatchObject([{ state: 'planned' }, { state: 'planned' }])
  leaves(a, id, now + 4)
  seal(a, now + 5)
  const { mailbox } = a.store.get<{ mailbox: number }>('SELECT account_id AS mailbox FROM enrollments') ?? {
    mailbox: 0,
  }
  await opened(a, now + 6)
  expect(stateOf(a, id)?.state).toBe('stopped')
  expect(mailOf(a, id).map(({ state }) => state)).toEqual(['sent', 'withdrawn'])
  expect(a.store.all('SELECT outcome FROM attempts')).toEqual([{ outcome: 'accepted' }])
  expect(countedInstants(a.store, mailbox, 0)).toEqual([now + 4])
  settleAll(team)
  expect(notAsAnew(a)).toEqual([])
  expect(foldOf(a)).toEqual(foldOf(c))
})
