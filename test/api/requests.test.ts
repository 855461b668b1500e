/** Requests for mailboxes and for more room, from asking to the account that comes of it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
let seats: Record<string, { id: number; public_id: string }>
const server = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
const idOf = (publicId: string) =>
  here.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', publicId)?.id ?? 0
const member = (name: string) => here.client(asker(seats[name]?.id ?? 0, 'member', 'read', 'write', 'accounts'))

beforeEach(async () => {
  here = testRoom()
  seats = {}
  for (const name of ['Bob', 'Eve']) {
    const made = await here.client().seats.add({ name, address: `${name.toLowerCase()}@example.com` })
    seats[name] = { id: idOf(made.public_id), public_id: made.public_id }
  }
})
afterEach(() => here.close())

test('asked, approved, connected: one request from its beginning to its account', async () => {
  const bob = member('Bob')
  const asked = await bob.mailbox_requests.create({
    address: 'Bob@other.test',
    note: 'New brand',
    confirm_theirs: true,
  })
  expect(asked).toEqual({
    public_id: asked.public_id,
    address: 'Bob@other.test',
    seat: 'bob@example.com',
    seat_name: 'Bob',
    asked_by: 'Bob',
    note: 'New brand',
    state: 'requested',
    permits: [],
    decided_by: null,
    decided_at: null,
    reason: null,
    account: null,
    findings: [],
    may_decide: false,
    may_withdraw: true,
    created_at: '2026-11-23T09:00:00.000Z',
    version: 1,
  })
  await expect(bob.accounts.create({ from_email: 'bob@other.test', ...server })).rejects.toMatchObject({
    code: 'conflict',
    message: 'bob@other.test is requested for this seat already. An admin decides.',
  })
  const admin = here.client()
  const id = { public_id: asked.public_id }
  expect(await admin.mailbox_requests.approve({ ...id, version: 1 })).toMatchObject({
    state: 'approved',
    decided_by: 'Anna',
    version: 2,
  })
  const made = await bob.accounts.create({ from_email: 'bob@other.test', ...server })
  const { rows } = await bob.mailbox_requests.list({})
  expect(rows).toMatchObject([{ state: 'configured', account: made.public_id, may_withdraw: false }])
  await expect(admin.mailbox_requests.decline({ ...id, reason: 'too late' })).rejects.toMatchObject({ code: 'state' })
})

test('a member asks for their own seat only, sees only what concerns them, and decides nothing', async () => {
  const [bob, eve] = [member('Bob'), member('Eve')]
  await expect(
    bob.mailbox_requests.create({ address: 'eve@other.test', seat: 'eve@example.com' }),
  ).rejects.toMatchObject({
    code: 'forbidden',
    message: "A mailbox for Eve (eve@example.com) is theirs to ask for, or an admin's.",
  })
  const { public_id } = await bob.mailbox_requests.create({ address: 'bob@other.test', confirm_theirs: true })
  expect((await eve.mailbox_requests.list({})).rows).toEqual([])
  await expect(eve.mailbox_requests.withdraw({ public_id })).rejects.toMatchObject({ code: 'forbidden' })
  for (const verb of ['approve', 'decline'] as const)
    await expect(bob.mailbox_requests[verb]({ public_id, reason: 'because' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  expect(await bob.mailbox_requests.withdraw({ public_id })).toMatchObject({ state: 'withdrawn' })
  // an end is an end, and the address is free to be asked for again
  await expect(bob.mailbox_requests.withdraw({ public_id })).rejects.toMatchObject({ code: 'state' })
  const admin = here.client()
  await admin.mailbox_requests.create({ address: 'bob@other.test', seat: 'bob@example.com', confirm_theirs: true })
  expect((await bob.mailbox_requests.list({})).rows.map(({ state, asked_by }) => [state, asked_by])).toEqual([
    ['requested', 'Anna'],
    ['withdrawn', 'Bob'],
  ])
})

test('each rule is told while one types, and holds when one asks', async () => {
  const [bob, admin] = [member('Bob'), here.client()]
  const kinds = async (address: string) =>
    (await bob.mailbox_requests.check({ address })).findings.map(({ kind, remedy }) => `${kind} ${remedy}`)
  expect(await kinds('bob@other.test')).toEqual(['theirs confirm'])
  expect(await kinds('info@example.com')).toEqual(['role permit', 'theirs confirm'])
  expect(await kinds('kim@other.test')).toEqual(['theirs confirm', 'unlike confirm'])
  expect(await kinds('eve@example.com')).toEqual(['taken refused', 'theirs confirm', 'unlike confirm'])
  expect(await bob.mailbox_requests.check({ address: 'nobody' })).toMatchObject({ address: null, findings: [] })

  const ask = (more: object) => bob.mailbox_requests.create({ address: 'kim@other.test', ...more })
  await expect(ask({})).rejects.toMatchObject({ data: { confirm: 'confirm_theirs' } })
  await expect(ask({ confirm_theirs: true })).rejects.toMatchObject({
    message: "kim@other.test doesn't look like Bob's name. Confirm once more that it is theirs.",
    data: { confirm: 'confirm_unlike' },
  })
  // whoever decides has nothing left to confirm
  expect((await ask({ confirm_theirs: true, confirm_unlike: true })).findings).toEqual([
    {
      kind: 'unlike',
      remedy: 'confirm',
      message: "kim@other.test doesn't look like Bob's name. It was confirmed that it is theirs.",
    },
  ])

  // a shared address can be asked for, but approving it takes a word of its own
  const { public_id } = await bob.mailbox_requests.create({ address: 'sales@example.com', confirm_theirs: true })
  await expect(admin.mailbox_requests.approve({ public_id })).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('looks like a shared address ("sales")'),
    data: { permits: 'role' },
  })
  expect(await admin.mailbox_requests.approve({ public_id, permits: ['role'] })).toMatchObject({ permits: ['role'] })
  // what was permitted with the request isn't asked for again by whoever connects it
  expect(await kinds('sales@example.com')).toEqual(['asked refused', 'theirs confirm'])
  expect(await bob.accounts.create({ from_email: 'sales@example.com', ...server })).toMatchObject({
    seat: 'bob@example.com',
  })
})

test('two mailboxes a seat; more only where an admin permits it, for once or for the seat', async () => {
  const [bob, admin] = [member('Bob'), here.client()]
  const make = (who: typeof bob, from_email: string, more = {}) =>
    who.accounts.create({ from_email, ...server, ...more })
  await make(bob, 'bob@example.com')
  await expect(make(bob, 'bob2@example.com')).rejects.toMatchObject({ code: 'forbidden', data: { request: true } })
  const forBob = { seat: 'bob@example.com' }
  await make(admin, 'bob2@example.com', forBob)
  await expect(make(admin, 'bob3@example.com', forBob)).rejects.toMatchObject({
    code: 'forbidden',
    message: 'Bob has 2 of 2 mailboxes already, with those asked for. An admin can expressly permit one more.',
    data: { permits: 'more' },
  })
  await make(admin, 'bob3@example.com', { ...forBob, permits: ['more'] })
  // a member's own word permits nothing
  await expect(make(bob, 'bob4@example.com', { permits: ['more', 'role'] })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await admin.seats.update({ public_id: seats.Bob?.public_id ?? '', mailbox_limit: 5 })
  await make(admin, 'bob4@example.com', forBob)
  const { public_id } = await make(admin, 'team@example.com', { seat: null })
  await admin.workspace.update({ policy: { mailboxes_per_seat: 1 } })
  await expect(admin.accounts.update({ public_id, seat: 'bob@example.com' })).rejects.toMatchObject({
    data: { permits: 'role' },
  })
})

test('an address on a locked seat: the message names it, an admin releases it, then it can be given', async () => {
  const [bob, eve, admin] = [member('Bob'), member('Eve'), here.client()]
  const { public_id: asked } = await eve.mailbox_requests.create({
    address: 'pat@other.test',
    confirm_theirs: true,
    confirm_unlike: true,
  })
  await admin.mailbox_requests.approve({ public_id: asked })
  const given = { from_email: 'pat@other.test', ...server, username: 'pat', password: 'canary-word' }
  const { public_id } = await eve.accounts.create(given)
  await admin.seats.update({ public_id: seats.Eve?.public_id ?? '', state: 'locked' })
  const wish = { address: 'pat@other.test', confirm_theirs: true, confirm_unlike: true }
  await expect(bob.mailbox_requests.create(wish)).rejects.toMatchObject({
    code: 'conflict',
    message:
      'pat@other.test is a mailbox of Eve (eve@example.com), whose seat is locked. An admin can release it there first.',
  })
  await expect(bob.mailbox_requests.release({ address: 'pat@other.test' })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await admin.mailbox_requests.release({ address: 'Pat@other.test' })).toEqual({
    address: 'Pat@other.test',
    was: 'mailbox',
    seat: 'eve@example.com',
  })
  expect((await admin.accounts.list()).map((row) => row.public_id)).not.toContain(public_id)
  expect([...here.keychain.secrets.values()]).toEqual([])
  await bob.mailbox_requests.create(wish)
  await expect(
    admin.mailbox_requests.create({ address: 'eve@third.test', seat: 'eve@example.com', confirm_theirs: true }),
  ).rejects.toMatchObject({ message: expect.stringContaining('locked: it gets no new mailbox') })
})

test('more sending accounts: from 80 % on, once while it is pending, granted by an admin', async () => {
  const [bob, admin] = [member('Bob'), here.client()]
  await admin.workspace.update({ policy: { account_limit: 5 } })
  const fill = async (n: number) => admin.accounts.create({ from_email: `a${n}@example.com`, ...server, seat: null })
  for (const n of [1, 2, 3]) await fill(n)
  await expect(bob.limit_requests.request_increase({})).rejects.toMatchObject({
    code: 'state',
    message: '3 of 5 sending accounts are used. More can be asked for from 80 % on: 4.',
  })
  await fill(4)
  expect((await bob.accounts.limits()).sending_accounts).toMatchObject({
    ratio: 0.8,
    near_limit: true,
    can_request: true,
  })
  const asked = await bob.limit_requests.request_increase({ note: 'New office' })
  expect(asked).toMatchObject({ kind: 'accounts', wanted: 8, present: 5, state: 'pending', may_decide: false })
  expect((await bob.accounts.limits()).sending_accounts).toMatchObject({ can_request: false, request: 'pending' })
  await expect(bob.limit_requests.request_increase({})).rejects.toMatchObject({ code: 'state' })
  const id = { public_id: asked.public_id }
  await expect(bob.limit_requests.approve(id)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(admin.limit_requests.approve({ ...id, granted: 5 })).rejects.toMatchObject({ code: 'bad_request' })
  expect(await admin.limit_requests.approve({ ...id, granted: 10 })).toMatchObject({
    state: 'approved',
    granted: 10,
    present: 10,
  })
  expect((await bob.accounts.limits()).sending_accounts).toMatchObject({
    allowed: 10,
    near_limit: false,
    request: 'approved',
  })
  await expect(admin.limit_requests.decline({ ...id, reason: 'too late' })).rejects.toMatchObject({ code: 'state' })
})

test("the managed account's review: once, and its outcome is written down", async () => {
  const [bob, admin] = [member('Bob'), here.client()]
  expect((await bob.accounts.limits()).managed).toMatchObject({ allowed: 50, can_request: true, request: null })
  const { public_id } = await bob.limit_requests.request_review()
  await expect(bob.limit_requests.request_review()).rejects.toMatchObject({ code: 'state' })
  expect(await admin.limit_requests.approve({ public_id })).toMatchObject({ wanted: 100, granted: 100, present: 100 })
  expect((await bob.accounts.limits()).managed).toMatchObject({ allowed: 100, can_request: false, request: 'approved' })
  await expect(bob.limit_requests.request_review({ wanted: 500 })).rejects.toMatchObject({
    message: "A review of the managed account's limit is asked for once, and was approved. Ask an admin.",
  })
  expect((await admin.workspace.journal()).map(({ text }) => text)).toContain(
    'Anna approved 100 emails a day through the managed account.',
  )
})
