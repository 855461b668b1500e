/** Somebody who knows the workspace's name sends letters without end: they fill nothing, and ring no bell for ever. */
import { afterEach, expect, it } from 'vitest'
import { packLetter } from '../../src/main/store/letter-text.ts'
import type { Reader } from '../../src/main/store/open.ts'
import { newSigningPair, signText } from '../../src/main/store/signed-text.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { enterLetter } from '../../src/main/work/inbox/letter.ts'
import type { DelegationLetter } from '../../src/shared/domain/delegation-letter.ts'
import { letterType } from '../../src/shared/domain/delegation-words.ts'
import type { IncomingMessage } from '../../src/shared/domain/incoming-shape.ts'
import { DAY } from '../../src/shared/domain/time.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let made: TestRoom | null = null
afterEach(() => {
  made?.close()
  made = null
})

const seat = (id: string) => ({ id, name: id, address: `${id}@acme.com` })

const letterOf = (reader: Reader, at: number, signingKey: string): DelegationLetter => ({
  format: 1,
  purpose: 'grant',
  from: 'owner',
  workspace: workspaceRow(reader).publicId,
  nonce: 'nonce',
  grant: { id: 'grant', origin: 'grant', createdAt: at, expiresAt: at + 7 * DAY },
  owner: seat('olga'),
  delegate: seat('me'),
  reason: null,
  device: 'olgas',
  signingKey,
  sealingKey: '-',
  at,
  expiresAt: at + 7 * DAY,
})

/** The email that carries it. */
const messageOf = (letter: DelegationLetter, secret: string) =>
  ({
    headers: [{ name: 'x-cadenza-letter', value: '1' }],
    parts: [{ type: letterType, text: packLetter(letter, (said) => signText(secret, 'cadenza letter 1', said)) }],
  }) as unknown as IncomingMessage

it('keeps beside a letter another that copies its nonce, under a key of its own', () => {
  made = testRoom()
  const { store, ports } = made.room
  const now = ports.clock.now()
  const [olga, mallory] = [newSigningPair(), newSigningPair()]
  const enter = (by: typeof olga) =>
    store.write((tx) => enterLetter(tx, messageOf(letterOf(tx, now, by.key), by.secret), { now, newId: () => by.key }))
  expect(enter(mallory)).not.toBeNull()
  expect(enter(olga)).toMatchObject({ title: expect.stringContaining('olga') })
  expect(enter(olga)).toBeNull()
  expect(store.all('SELECT public_id AS id FROM letters ORDER BY letters.id')).toEqual([
    { id: mallory.key },
    { id: olga.key },
  ])
})

it('keeps two hundred that wait, none that could wait for ever, and new ones once those are over', () => {
  made = testRoom()
  const { store, ports } = made.room
  const now = ports.clock.now()
  const { secret, key: signingKey } = newSigningPair()
  let n = 0
  const enter = (at: number, expiresAt: number) =>
    store.write((tx) => {
      const letter = { ...letterOf(tx, at, signingKey), nonce: `nonce${n++}`, expiresAt }
      return enterLetter(tx, messageOf(letter, secret), { now: at, newId: () => `letter${n}` })
    })
  const kept = () => store.get<{ n: number }>('SELECT count(*) AS n FROM letters')?.n
  expect([enter(now, now + 400 * DAY), kept()]).toEqual([undefined, 0])
  for (let i = 0; i < 250; i++) enter(now, now + 7 * DAY)
  expect([enter(now, now + 7 * DAY), kept()]).toEqual([undefined, 200])
  expect(enter(now + 8 * DAY, now + 10 * DAY)).toMatchObject({ title: expect.stringContaining('olga') })
  expect(kept()).toBe(1)
})
