/** A letter and a workspace file that tell the same: whichever comes second says nothing new. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { letterName, readLetter } from '../../src/main/store/letter-text.ts'
import { insertLetter } from '../../src/main/store/letters.ts'
import type { TestRoom } from '../host/room.ts'
import { twoRooms } from './two-rooms.ts'

let ana: TestRoom
let ben: TestRoom
let folder: string
let close: () => void
beforeEach(() => {
  ;({ ana, ben, folder, close } = twoRooms('letters'))
})
afterEach(() => close())

type Client = ReturnType<TestRoom['client']>
async function ended(stream: Promise<{ next(): Promise<IteratorResult<unknown>> }>): Promise<void> {
  const it = await stream
  for (let step = await it.next(); !step.done; step = await it.next());
}
async function tells(from: Client, to: Client): Promise<void> {
  const file = join(folder, 'told.cadenza')
  await ended(from.exchange.export({ file }))
  await ended(to.exchange.import({ file }))
}

/** As the mailbox's watcher keeps it. */
function comes(to: TestRoom, text: string, now: number): void {
  const read = readLetter(text)
  if (typeof read === 'string') throw new Error(read)
  const { letter } = read
  to.room.store.write((tx) =>
    insertLetter(tx, {
      publicId: `in${letter.purpose}`,
      nonce: letterName(letter),
      direction: 'in',
      purpose: letter.purpose,
      grant: letter.grant.id,
      text,
      state: 'waiting',
      sendId: null,
      expiresAt: letter.expiresAt,
      createdAt: now,
    }),
  )
}

it('waits while what it says is news, and no longer once a file has told it', async () => {
  const [a, b] = [ana.client(), ben.client()]
  await a.devices.begin({ name: 'Ana’s laptop' })
  const seat = await a.seats.add({ name: 'Ben', address: 'ben@other.example', delegates: true })
  const own = (await a.seats.list())[0]
  await a.seats.update({ public_id: own?.public_id ?? '', delegates: true })
  const { file: invitation } = await a.invitations.create({ seat: seat.public_id, days: 7 })
  const joined = await b.invitations.join({ text: invitation, name: 'Ben’s desk' })
  await a.invitations.admit({ text: joined.file, words: joined.words.join(' ') })
  await tells(a, b)
  const asked = await b.delegations.request({ address: own?.address ?? '' })
  const outgoing = ({ room }: TestRoom): string =>
    room.store.get<{ text: string }>(`SELECT text FROM letters WHERE direction = 'out' ORDER BY id DESC`)?.text ?? ''
  comes(ana, outgoing(ben), ana.time.now())
  const waiting = async (client: Client) => (await client.delegations.received()).map(({ purpose }) => purpose)
  // a question waits with its letter, and with the file beside it
  expect(await waiting(a)).toEqual(['request'])
  await tells(b, a)
  expect(await waiting(a)).toEqual(['request'])
  await a.delegations.accept({ public_id: asked.public_id })
  expect(await waiting(a)).toEqual([])

  comes(ben, outgoing(ana), ben.time.now())
  expect(await waiting(b)).toEqual(['accepted'])
  await tells(a, b)
  expect((await b.delegations.list({})).rows).toMatchObject([{ state: 'active' }])
  expect(await waiting(b)).toEqual([])
})
