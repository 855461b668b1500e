/** Two computers, each with a data folder of its own: one invites, the other joins, and the first admits it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { publicDoor } from '../../src/main/api/door-public.ts'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { makeAnswer, openAnswer, openInvitation } from '../../src/main/file/invitation.ts'
import { linkKeys, optOutToken } from '../../src/main/mail/link-token.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { type AnswerBody, findTravel, linkOf } from '../../src/shared/domain/invitation.ts'
import { DAY } from '../../src/shared/domain/time.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let ana: TestRoom
let ben: TestRoom
beforeEach(() => {
  ana = testRoom({ device: 'anadevice0000000' })
  ben = testRoom({ device: 'bendevice0000000' })
})
afterEach(() => {
  ana.close()
  ben.close()
})

async function invite(days = 7, role: 'admin' | 'member' = 'member') {
  const client = ana.client()
  const { standing } = await client.devices.list()
  if (standing === 'alone') await client.devices.begin({ name: 'Ana’s laptop' })
  const seats = await client.seats.list()
  const seat =
    seats.find(({ address }) => address === 'ben@example.com') ??
    (await client.seats.add({ name: 'Ben', address: 'ben@example.com', role }))
  return { seat, ...(await client.invitations.create({ seat: seat.public_id, days })) }
}

const trouble = (name: string) => ({ data: { trouble: name } })

it('prepares a workspace, invites, joins with what is there, and admits by words', async () => {
  const a = ana.client()
  const b = ben.client()
  await a.workspace.update({ name: 'Acme', policy: { workspace_per_day: 40 } })
  await b.contacts.create({ address: 'lead@example.org', owner: 'anna@example.com' })
  await b.keys.create({ name: 'robot', scopes: ['read'] })
  const before = workspaceRow(ben.room.store)
  const made = await invite()
  const ours = (await a.devices.list()).devices
  expect(ours).toMatchObject([{ name: 'Ana’s laptop', this: true, state: 'active', words: made.words }])
  expect(made.email).toMatchObject({ to: 'ben@example.com', subject: 'Anna invites you to Acme in Cadenza' })
  expect(made.email.body).toContain(made.link)
  expect(made.email.body).not.toContain(made.words.join(' '))

  const review = await b.invitations.review({ text: made.email.body })
  expect(review).toMatchObject({
    workspace: { name: 'Acme' },
    seat: { name: 'Ben', address: 'ben@example.com', role: 'member' },
    inviter: { name: 'Anna', device: 'Ana’s laptop', words: made.words },
    comes_along: ['1 contact'],
  })
  expect(review.changes).toContain('1 API key stays on this computer alone.')
  expect((await b.devices.list()).standing).toBe('alone')

  const joined = await b.invitations.join({ text: made.file, name: 'Ben’s desk' })
  expect(joined).toMatchObject({ workspace: 'Acme', admitted: false, seat: { public_id: made.seat.public_id } })
  expect(await b.invitations.join({ text: made.link })).toEqual(joined)
  expect(await b.invitations.joining()).toEqual(joined)
  expect(await b.devices.list()).toMatchObject({ standing: 'waiting', devices: [] })
  const after = workspaceRow(ben.room.store)
  const theirs = workspaceRow(ana.room.store)
  expect(after).toMatchObject({
    publicId: theirs.publicId,
    messageKey: theirs.messageKey,
    name: 'Acme',
    policy: { workspace_per_day: 40 },
    device: before.device,
  })
  expect(await b.seats.list()).toMatchObject([{ public_id: made.seat.public_id, name: 'Ben', role: 'member' }])
  expect((await b.contacts.list({})).rows).toMatchObject([{ address: 'lead@example.org', owner: 'ben@example.com' }])
  expect(existsSync(join(ben.folder, 'backups', `before-joining-${ben.time.now()}.sqlite`))).toBe(true)
  // a link in an email that left before goes on working
  const old = optOutToken(linkKeys(before.messageKey), 'someemail0000000')
  expect(publicDoor(ben.room).isOptOut(old)).toBe(true)
  expect(publicDoor(ana.room).isOptOut(old)).toBe(false)

  const answer = await a.invitations.review_answer({ text: joined.link })
  expect(answer).toMatchObject({ device: { name: 'Ben’s desk', words: joined.words }, invitation: { state: 'open' } })
  const wrong = [...joined.words.slice(0, 5), 'nonsense'].join(' ')
  await expect(a.invitations.admit({ text: joined.file, words: wrong })).rejects.toMatchObject({
    code: 'conflict',
    ...trouble('other_words'),
  })
  const device = await a.invitations.admit({ text: joined.file, words: joined.words.join(', ').toUpperCase() })
  expect(device).toMatchObject({ name: 'Ben’s desk', seat: { name: 'Ben' }, state: 'active', this: false })
  expect(await a.invitations.list()).toMatchObject([
    { state: 'used', used_by: { public_id: 'bendevice0000000', name: 'Ben’s desk' } },
  ])
  const told = async (room: TestRoom) =>
    (await room.client().workspace.journal({})).flatMap(({ kind, text }) => (kind === 'team' ? [text] : []))
  expect(await told(ana)).toEqual([
    'Ben’s desk, a computer of Ben, was admitted.',
    'A computer of Ben was invited.',
    'This workspace is a team’s now, and Ana’s laptop its first computer.',
  ])
  expect(await told(ben)).toEqual(['This computer joined Acme, by an invitation of Anna (anna@example.com).'])
})

it('says of everything that is pasted what is wrong with it', async () => {
  const a = ana.client()
  const b = ben.client()
  const made = await invite(1)
  const wrong = async (text: string, name: string) =>
    expect(b.invitations.review({ text })).rejects.toMatchObject(trouble(name))
  await wrong('Hello!', 'unreadable')
  await wrong(made.link.slice(0, 200), 'incomplete')
  await wrong(made.file.slice(0, 300), 'incomplete')
  const found = findTravel(made.link)
  if (!found || found === 'cut') throw new Error('no link')
  const text = Buffer.from(found.payload, 'base64url').toString('utf8')
  const altered = (from: string, to: string) =>
    `cadenza://join#${Buffer.from(text.replace(from, to), 'utf8').toString('base64url')}`
  await wrong(altered('"member"', '"admin"'), 'altered')
  await wrong(altered('"format":1', '"format":2'), 'newer_version')
  await wrong(altered('{"createdAt"', '{ "createdAt"'), 'altered')
  expect(openInvitation(altered('', '')).ok).toBe(true)
  ben.time.move(DAY)
  await wrong(made.link, 'expired')
  ben.time.move(-DAY)
  const joined = await b.invitations.join({ text: made.link })
  await wrong(joined.link, 'other_kind')

  const refused = async (text: string, name: string) =>
    expect(a.invitations.review_answer({ text })).rejects.toMatchObject(trouble(name))
  await refused(made.link, 'other_kind')
  await refused(joined.link.slice(0, -30), 'altered')
  ana.time.move(DAY)
  await refused(joined.link, 'expired')
  ana.time.move(-DAY)
  await a.seats.update({ public_id: made.seat.public_id, state: 'locked' })
  await refused(joined.link, 'seat_locked')
  await a.seats.update({ public_id: made.seat.public_id, state: 'active' })
  await a.invitations.admit({ text: joined.link })
  await refused(joined.link, 'already_joined')
  await expect(a.invitations.admit({ text: joined.link })).rejects.toMatchObject(trouble('already_joined'))
})

it('takes each invitation once, none that was withdrawn, and none of another workspace', async () => {
  const a = ana.client()
  const cleo = testRoom({ device: 'cleodevice000000' })
  const dan = testRoom({ device: 'dandevice0000000' })
  try {
    const made = await invite()
    const first = await ben.client().invitations.join({ text: made.link })
    const second = await cleo.client().invitations.join({ text: made.link })
    await a.invitations.admit({ text: first.link })
    await expect(a.invitations.admit({ text: second.link })).rejects.toMatchObject(trouble('used'))
    // who was turned away joins with another one
    const again = await invite()
    const [row] = await a.invitations.list()
    await a.invitations.withdraw({ public_id: row?.public_id ?? '' })
    const third = await cleo.client().invitations.join({ text: again.link })
    expect(third.words).toEqual(second.words)
    // as a member they still see their answer and can join anew; nobody else gives their computer away
    const member = cleo.client(asker(cleo.owner.seatId, 'member', 'read', 'write', 'accounts'))
    expect(await member.invitations.joining()).toEqual(third)
    expect(await member.invitations.join({ text: again.link })).toEqual(third)
    const robot = dan.client(asker(dan.owner.seatId, 'admin', 'read', 'write', 'accounts'))
    await expect(robot.invitations.join({ text: again.link })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(a.invitations.review_answer({ text: third.link })).rejects.toMatchObject(trouble('withdrawn'))

    await dan.client().devices.begin({})
    await expect(dan.client().invitations.review({ text: made.link })).rejects.toMatchObject(trouble('other_workspace'))
    await expect(dan.client().invitations.review_answer({ text: first.link })).rejects.toMatchObject(
      trouble('other_workspace'),
    )
    await expect(a.invitations.review({ text: made.link })).rejects.toMatchObject(trouble('already_joined'))
    await expect(ben.client().invitations.create({ seat: made.seat.public_id })).rejects.toMatchObject({
      message: 'This computer is not admitted yet. An admin does that.',
    })
  } finally {
    cleo.close()
    dan.close()
  }
})

it('refuses a workspace of several people, and an answer that was not made with the invitation', async () => {
  const made = await invite()
  const other = await invite()
  const joined = await ben.client().invitations.join({ text: made.link })
  const opened = openAnswer(joined.link)
  if (!opened.ok) throw new Error('no answer')
  const said = Buffer.from(opened.payload, 'base64url').toString('utf8')
  const lines = said.replace(opened.body.invitation, other.invitation.public_id)
  const forged = `cadenza://admit#${Buffer.from(lines, 'utf8').toString('base64url')}`
  await expect(ana.client().invitations.admit({ text: forged })).rejects.toMatchObject(trouble('altered'))
  // names that no chunk may bear, and a key that nothing can be sealed to: nobody could hear of that computer
  const keys = await newDeviceKeys('x')
  const answer = (device: Partial<AnswerBody['device']>) => {
    const body = { ...opened.body, device: { ...opened.body.device, signingKey: keys.signingKey, ...device } }
    return openAnswer(linkOf('answer', makeAnswer(body, keys.secret.signing, keys)))
  }
  expect(answer({})).toMatchObject({ ok: true })
  for (const bad of [{ id: 'Ben’s desk' }, { id: 'a'.repeat(41) }, { sealingKey: `age1${'q'.repeat(58)}` }])
    expect(answer(bad)).toEqual({ ok: false, trouble: 'altered' })
  const cleo = testRoom({ device: 'cleodevice000000' })
  await cleo.client().seats.add({ name: 'Second', address: 'second@example.com' })
  await expect(cleo.client().invitations.join({ text: made.link })).rejects.toMatchObject(trouble('several_seats'))
  cleo.close()
})

it('takes computers out of the team, also with their seat, and says before what that does', async () => {
  const a = ana.client()
  const made = await invite()
  const joined = await ben.client().invitations.join({ text: made.link, name: 'Ben’s desk' })
  const device = await a.invitations.admit({ text: joined.link })
  const id = { public_id: device.public_id }
  expect(await a.devices.rename({ ...id, name: 'Desk', version: 1 })).toMatchObject({ name: 'Desk', version: 2 })
  await expect(a.devices.rename({ ...id, name: 'X', version: 1 })).rejects.toMatchObject({ code: 'stale_version' })
  const seatId = ana.room.store.get<{ id: number }>("SELECT id FROM seats WHERE address = 'ben@example.com'")?.id ?? 0
  const asBen = ana.client(asker(seatId, 'member', 'read', 'write'))
  await expect(asBen.devices.rename({ ...id, name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(asBen.devices.revoke(id)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(a.devices.revoke({ public_id: 'anadevice0000000' })).rejects.toMatchObject({ code: 'state' })
  expect(await a.devices.consequence(id)).toEqual({
    words: [
      'Nothing of Desk has come here yet. Whatever it writes is refused by every computer of the team.',
      'Files that are written from now on can no longer be read on it.',
    ],
    depends: false,
  })
  await a.seats.update({ public_id: made.seat.public_id, state: 'locked' })
  expect((await a.devices.list()).devices).toMatchObject([{ state: 'active' }, { name: 'Desk', state: 'revoked' }])
  expect(ana.room.store.get('SELECT last_chunk AS last FROM devices WHERE public_id = ?', device.public_id)).toEqual({
    last: 0,
  })
  await expect(a.devices.revoke(id)).rejects.toMatchObject({ message: 'Desk is out of the team already.' })
})

it('says in the log of nothing what an invitation holds, and keeps its key nowhere', async () => {
  const made = await invite()
  const opened = openInvitation(made.link)
  if (!opened.ok) throw new Error('no invitation')
  const dump = ana.room.store.sqlite.serialize().toString('latin1')
  expect(dump).not.toContain(opened.body.secret)
  expect(ana.logged.join()).not.toContain(opened.body.secret)
})
