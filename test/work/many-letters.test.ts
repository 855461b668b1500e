/** Somebody who knows the workspace's name sends letters without end: they fill nothing, and ring no bell for ever. */
import { afterEach, expect, it } from 'vitest'
import { packLetter } from '../../src/main/store/letter-text.ts'
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

it('keeps two hundred that wait, none that could wait for ever, and new ones once those are over', () => {
  made = testRoom()
  const { store, ports } = made.room
  const now = ports.clock.now()
  const { secret, key: signingKey } = newSigningPair()
  const seat = (id: string) => ({ id, name: id, address: `${id}@acme.com` })
  let n = 0
  const enter = (at: number, expiresAt: number) => {
    const letter: DelegationLetter = {
      format: 1,
      purpose: 'grant',
      from: 'owner',
      workspace: workspaceRow(store).publicId,
      nonce: `nonce${n++}`,
      grant: { id: `grant${n}`, origin: 'grant', createdAt: at, expiresAt },
      owner: seat('olga'),
      delegate: seat('me'),
      reason: null,
      device: 'olgas',
      signingKey,
      sealingKey: '-',
      at,
      expiresAt,
    }
    const text = packLetter(letter, (said) => signText(secret, 'cadenza letter 1', said))
    const message = {
      headers: [{ name: 'x-cadenza-letter', value: '1' }],
      parts: [{ type: letterType, text }],
    } as unknown as IncomingMessage
    return store.write((tx) => enterLetter(tx, message, { now: at, newId: () => `letter${n}` }))
  }
  const kept = () => store.get<{ n: number }>('SELECT count(*) AS n FROM letters')?.n
  expect([enter(now, now + 400 * DAY), kept()]).toEqual([undefined, 0])
  for (let i = 0; i < 250; i++) enter(now, now + 7 * DAY)
  expect([enter(now, now + 7 * DAY), kept()]).toEqual([undefined, 200])
  expect(enter(now + 8 * DAY, now + 10 * DAY)).toMatchObject({ title: expect.stringContaining('olga') })
  expect(kept()).toBe(1)
})
