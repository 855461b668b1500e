/** Permission to send for somebody: two people on one computer, and one whose own computer learns of it by letters. */
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { type DeviceKeys, newDeviceKeys, signText } from '../../src/main/file/device-keys.ts'
import { wordsOfDevice } from '../../src/main/file/device-words.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertDevice } from '../../src/main/store/devices.ts'
import { packLetter, readLetter } from '../../src/main/store/letter-text.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { armoured, type DelegationLetter, letterLink } from '../../src/shared/domain/delegation-letter.ts'
import { asker, monday, type TestRoom, testRoom } from '../host/room.ts'

const DAY = 86_400_000
let here: TestRoom
let seats: Record<string, { id: number; public_id: string; address: string }>

beforeEach(async () => {
  here = testRoom()
  seats = {}
  const admin = here.client()
  for (const address of ['bob@example.com', 'eve@other.test']) {
    const made = await admin.seats.add({ name: address.startsWith('bob') ? 'Bob' : 'Eve', address })
    await admin.seats.update({ public_id: made.public_id, delegates: true })
    const { id } = here.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', made.public_id) ?? {
      id: 0,
    }
    seats[made.name] = { id, public_id: made.public_id, address }
  }
  const [me] = await admin.seats.list()
  seats.Anna = { id: here.owner.seatId, public_id: me?.public_id ?? '', address: 'anna@example.com' }
  await admin.seats.update({ public_id: me?.public_id ?? '', delegates: true })
})
afterEach(() => here.close())

const as = (name: string) => here.client(asker(seats[name]?.id ?? 0, 'member', 'read', 'write', 'accounts'))
const anna = () => here.client()

describe('two people on one computer', () => {
  it('a grant within a domain is active at once, elsewhere when accepted; a request always waits for its owner', async () => {
    const near = await anna().delegations.grant({ address: 'BOB@example.com' })
    expect(near).toEqual({
      public_id: near.public_id,
      owner: { public_id: seats.Anna?.public_id, name: 'Anna', address: 'anna@example.com' },
      delegate: { public_id: seats.Bob?.public_id, name: 'Bob', address: 'bob@example.com' },
      origin: 'grant',
      state: 'active',
      side: 'owner',
      live: true,
      hindrance: null,
      can: ['revoke'],
      expires_at: null,
      decided_at: new Date(monday).toISOString(),
      reason: null,
      by_other: false,
      accounts: [],
      planned: 0,
      held: 0,
      held_since: null,
      sent: 0,
      letter: null,
      created_at: new Date(monday).toISOString(),
      version: 1,
    })
    const far = await anna().delegations.grant({ address: 'eve@other.test' })
    expect([far.state, far.live, far.can]).toEqual(['pending', false, ['cancel', 'letter']])
    await expect(anna().delegations.accept({ public_id: far.public_id })).rejects.toMatchObject({
      code: 'forbidden',
      message: 'This waits for Eve: only they answer it.',
    })
    const taken = await as('Eve').delegations.accept({ public_id: far.public_id })
    expect([taken.state, taken.side, taken.live]).toEqual(['active', 'delegate', true])
    const asked = await as('Bob')
      .delegations.request({ address: 'anna@example.com' })
      .catch((error) => error.message)
    expect(asked).toBe('Bob may send for Anna already.')
    const other = await anna().delegations.request({ address: 'bob@example.com' })
    expect([other.state, other.side, other.can]).toEqual(['pending', 'delegate', ['cancel', 'letter']])
    expect(await as('Bob').delegations.decline({ public_id: other.public_id, reason: 'not now' })).toMatchObject({
      state: 'declined',
      reason: 'not now',
    })
  })

  it('nobody sees, answers or ends what is between others; an admin ends it, and gives nothing', async () => {
    const { public_id } = await as('Bob').delegations.grant({ address: 'eve@other.test' })
    const member = here.client(asker(here.owner.seatId, 'member', 'read', 'write', 'accounts'))
    expect((await member.delegations.list({})).rows).toEqual([])
    for (const verb of ['accept', 'decline', 'cancel', 'revoke', 'consequence'] as const)
      await expect(member.delegations[verb]({ public_id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(member.delegations.list({ all: true })).rejects.toMatchObject({ code: 'forbidden' })
    const seen = await anna().delegations.list({ all: true })
    expect(seen.rows.map(({ side, can }) => [side, can])).toEqual([['admin', ['cancel', 'letter']]])
    await expect(anna().delegations.accept({ public_id })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await anna().delegations.cancel({ public_id })).toMatchObject({ state: 'cancelled' })
  })

  it('needs the access of both, and their seats unlocked: at every use, not only at the beginning', async () => {
    const { public_id } = await anna().delegations.grant({ address: 'bob@example.com' })
    const account = await anna().accounts.create({
      from_email: 'anna@example.com',
      smtp_host: '127.0.0.1',
      smtp_port: 2525,
      smtp_protocol: 'none',
    })
    await anna().accounts.activate({ public_id: account.public_id })
    await anna().sequences.create({ name: 'S', steps: [{ subject: 'Hi', text: 'Hi' }] })
    const kind = async () =>
      (await as('Bob').accounts.list()).find(({ public_id }) => public_id === account.public_id)?.whose
    expect(await kind()).toBe('delegated')
    const bob = { public_id: seats.Bob?.public_id ?? '' }
    for (const [bar, words] of [
      [
        { delegates: false },
        'Bob has no access to delegated sending. An admin gives it under Settings › Team; what was given on another computer comes with the next exchange.',
      ],
      [{ delegates: true, state: 'locked' as const }, "Bob's seat is locked."],
    ] as const) {
      await anna().seats.update({ ...bob, ...bar })
      const [row] = (await anna().delegations.list({ side: 'owner' })).rows
      expect([row?.live, row?.hindrance, await kind()]).toEqual([false, words, 'other'])
    }
    await anna().seats.update({ ...bob, state: 'active' })
    expect(await kind()).toBe('delegated')
    // it doesn't chain: what Bob may use isn't Bob's to give
    await as('Bob')
      .delegations.grant({ address: 'eve@other.test' })
      .then(({ public_id }) => as('Eve').delegations.accept({ public_id }))
    const forEve = (await as('Eve').schedule.options({ sequence: 'S' })).accounts.find(
      ({ address }) => address === 'anna@example.com',
    )
    expect(forEve?.kind).toBe('other')
    await as('Bob').delegations.revoke({ public_id, planned: 'withdraw' })
    expect(await kind()).toBe('other')
  })

  it('an invitation for which no mail can leave is handed over as a file or link; opening it changes nothing', async () => {
    const made = await anna().delegations.grant({ address: 'eve@other.test' })
    expect(made.letter).toMatchObject({ purpose: 'grant', state: 'waiting' })
    const letter = await anna().delegations.letter({ public_id: made.public_id })
    expect([letter.to, letter.subject, letter.file_name]).toEqual([
      'eve@other.test',
      'Anna wants to let you send for them',
      'grant-anna@example.com-eve@other.test.cadenza-letter',
    ])
    expect(letter.body).toContain(letter.link)
    for (const text of [letter.text, letter.link, `> Look:\r\n> ${letter.text.replaceAll('\n', '\r\n> ')}`]) {
      const seen = await as('Eve').delegations.review({ text })
      expect([seen.trouble, seen.confirm, seen.answers, seen.delegation?.state]).toEqual([
        null,
        false,
        ['accept', 'decline'],
        'pending',
      ])
    }
    expect(await as('Bob').delegations.review({ text: letter.link })).toMatchObject({
      trouble: 'wrong_seat',
      owner: null,
      words: [],
    })
    const done = await as('Eve').delegations.apply({ text: letter.text, answer: 'accept' })
    expect([done.delegation?.state, done.answer]).toEqual(['active', null])
    await expect(as('Eve').delegations.apply({ text: letter.text, answer: 'accept' })).rejects.toMatchObject({
      code: 'conflict',
      data: { trouble: 'used' },
    })
  })
})

describe('letters of another computer', () => {
  let keys: DeviceKeys
  let letter: DelegationLetter
  const signed = (more: Partial<DelegationLetter> = {}, by = keys) =>
    packLetter({ ...letter, ...more }, (text) => signText(by.secret.signing, 'cadenza letter 1', text))
  const known = (seat: string, { device: publicId, signingKey, sealingKey } = keys) => {
    const device = { publicId, seatId: seats[seat]?.id ?? 0, name: `${seat}'s computer`, signingKey, sealingKey }
    here.room.store.write((tx) => insertDevice(tx, { ...device, createdAt: monday }, stamp(tx, monday)))
  }
  const seat = (name: string) => ({ id: seats[name]?.public_id ?? '', name, address: seats[name]?.address ?? '' })

  beforeEach(async () => {
    keys = await newDeviceKeys('evesdevice')
    letter = {
      format: 1,
      purpose: 'request',
      from: 'delegate',
      workspace: workspaceRow(here.room.store).publicId,
      nonce: 'nonce1',
      grant: { id: 'grant1', origin: 'request', createdAt: monday, expiresAt: monday + 7 * DAY },
      owner: seat('Anna'),
      delegate: seat('Eve'),
      reason: null,
      device: keys.device,
      signingKey: keys.signingKey,
      sealingKey: keys.sealingKey,
      at: monday,
      expiresAt: monday + 7 * DAY,
    }
  })

  it('a request that this computer had not heard of is accepted here, and its answer handed back; once', async () => {
    known('Eve')
    const text = `${letterLink}${signed()}`
    expect((await anna().delegations.review({ text })).trouble).toBeNull()
    expect((await anna().delegations.list({})).rows).toEqual([])
    const done = await anna().delegations.apply({ text, answer: 'accept' })
    expect(done.delegation).toMatchObject({ public_id: 'grant1', origin: 'request', state: 'active', live: true })
    const answer = readLetter(done.answer?.text ?? '')
    expect(
      typeof answer === 'string' ? answer : [answer.letter.purpose, answer.letter.from, answer.letter.grant.id],
    ).toEqual(['accepted', 'owner', 'grant1'])
    await expect(anna().delegations.apply({ text, answer: 'decline' })).rejects.toMatchObject({
      data: { trouble: 'used' },
    })
  })

  it('nobody is asked by letter to accept what counts at once; its end is told to whoever works elsewhere', async () => {
    known('Bob')
    const made = await anna().delegations.grant({ address: 'bob@example.com' })
    const { letter: told } = await anna().delegations.revoke({ public_id: made.public_id, planned: 'withdraw' })
    expect([made.state, made.letter, told?.purpose]).toEqual(['active', null, 'revoked'])
  })

  it('an unknown key is followed only after its words were compared', async () => {
    const text = signed()
    const seen = await anna().delegations.review({ text })
    expect([seen.confirm, seen.fingerprint]).toEqual([true, wordsOfDevice(keys).join(' ')])
    const follow = (confirm_fingerprint?: string) =>
      anna().delegations.apply({ text, answer: 'accept', ...(confirm_fingerprint ? { confirm_fingerprint } : {}) })
    await expect(follow()).rejects.toMatchObject({ data: { confirm: 'confirm_fingerprint' } })
    await expect(follow('abandon ability able about above absent')).rejects.toThrow(/words differ/)
    expect((await follow(seen.fingerprint ?? '')).delegation?.state).toBe('active')
  })

  it('an unknown key is told no without a look at its words', async () => {
    const done = await anna().delegations.apply({ text: signed(), answer: 'decline' })
    expect(done.delegation?.state).toBe('declined')
  })

  test('what is altered, late, elsewhere, for others, or by the wrong computer is refused, each with its own words', async () => {
    known('Eve')
    const stranger = await newDeviceKeys('bobsdevice')
    known('Bob', stranger)
    const mallory = await newDeviceKeys('evesdevice')
    const asEve = { device: keys.device, signingKey: keys.signingKey }
    const of = (key: DeviceKeys) => ({ device: key.device, signingKey: key.signingKey, sealingKey: key.sealingKey })
    const cases: Record<string, string> = {
      unreadable: 'hello',
      newer: signed({ format: 2 as 1 }),
      altered: signed(asEve, mallory),
      expired: signed({ expiresAt: monday }),
      wrong_workspace: signed({ workspace: 'another' }),
      unknown_seat: signed({ delegate: { ...seat('Eve'), id: 'nobody' } }),
      wrong_seat: signed({ owner: seat('Bob') }),
      unknown_key: signed(of(mallory), mallory),
      not_theirs: signed(of(stranger), stranger),
      over: signed({ grant: { ...letter.grant, expiresAt: monday } }),
    }
    for (const bad of [{ at: 9e15 }, { grant: { ...letter.grant, id: 'no name of a row' } }])
      expect((await anna().delegations.review({ text: signed(bad) })).trouble).toBe('unreadable')
    const found: Record<string, string | null> = {}
    for (const [name, text] of Object.entries(cases)) {
      found[name] = (await anna().delegations.review({ text })).trouble
      await expect(anna().delegations.apply({ text, answer: 'accept' })).rejects.toMatchObject({
        data: { trouble: name },
      })
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(cases).map((name) => [name, name])))
    const eve = seats.Eve?.public_id ?? ''
    await anna().seats.update({ public_id: eve, delegates: false })
    expect((await anna().delegations.review({ text: signed() })).trouble).toBe('no_access')
    await anna().seats.update({ public_id: eve, delegates: true })
    here.room.store.write((tx) => tx.run(`UPDATE seats SET state = 'locked' WHERE public_id = ?`, eve))
    expect((await anna().delegations.review({ text: signed() })).trouble).toBe('locked')
    here.room.store.write((tx) => tx.run(`UPDATE devices SET state = 'revoked' WHERE public_id = ?`, keys.device))
    expect((await anna().delegations.review({ text: signed() })).trouble).toBe('revoked_key')
  })

  it('any bit of it changed is noticed', async () => {
    known('Eve')
    const text = signed()
    const raw = Buffer.from(text, 'base64url')
    for (let i = 0; i < raw.length; i += 7) {
      const changed = Buffer.from(raw)
      changed[i] = (changed[i] as number) ^ 1
      const seen = await anna().delegations.review({ text: armoured(changed.toString('base64url')) })
      expect(['altered', 'unreadable', 'newer']).toContain(seen.trouble)
    }
  })

  it("a grant that isn't known here makes nobody a delegate by their own word: the answer goes to its owner", async () => {
    known('Eve')
    const grant = { ...letter.grant, origin: 'grant' as const }
    const text = signed({ purpose: 'grant', from: 'owner', owner: seat('Eve'), delegate: seat('Anna'), grant })
    const done = await anna().delegations.apply({ text, answer: 'accept' })
    expect([done.delegation, done.answer?.to, (await anna().delegations.list({})).rows]).toEqual([
      null,
      'eve@other.test',
      [],
    ])
  })
})
