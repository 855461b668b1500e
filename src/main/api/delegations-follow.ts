/** Following a letter: it works once. */
import { type GrantEvent, reduceGrant } from '../../shared/domain/delegation.ts'
import type { DelegationLetter, LetterTrouble, ReadLetter } from '../../shared/domain/delegation-letter.ts'
import { letterTitle } from '../../shared/domain/delegation-words.ts'
import { type FailureCode, Refusal } from '../../shared/domain/failure.ts'
import { wordsThatDiffer } from '../../shared/domain/fingerprint.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { letterTroubleWords } from '../../shared/domain/letter-verdict.ts'
import type { DeviceKeys } from '../file/device-keys.ts'
import { wordsOfDevice } from '../file/device-words.ts'
import { stamp } from '../store/clockwork.ts'
import { type GrantRow, grantByPublicId, insertGrant, moveGrant, openGrant } from '../store/grants.ts'
import { deedOf, note } from '../store/journal.ts'
import { letterName, readLetter } from '../store/letter-text.ts'
import { insertLetter, lastLetterOut, spendLetter } from '../store/letters.ts'
import type { Tx } from '../store/open.ts'
import { seatByPublicId } from '../store/seats.ts'
import { type Asker, os, type Room } from './context.ts'
import { handedOver, signerOf, tellOther } from './delegations-letters.ts'
import { answersTo, type Judged, judge, readerOf, writerOf } from './delegations-read.ts'
import { shownGrant } from './delegations-shown.ts'

const codes: Partial<Record<LetterTrouble, FailureCode>> = {
  wrong_seat: 'forbidden',
  locked: 'forbidden',
  no_access: 'forbidden',
  unreadable: 'bad_request',
  newer: 'bad_request',
}
const refusal = (trouble: LetterTrouble) =>
  new Refusal(codes[trouble] ?? 'conflict', letterTroubleWords[trouble], { trouble })

interface Wish {
  text: string
  answer: 'accept' | 'decline' | 'note'
  reason?: string | undefined
  confirm_fingerprint?: string | undefined
}

/** @throws Refusal where the answer doesn't fit, or the words of an unknown key were not compared */
function checkWish({ read, verdict }: Judged, wish: Wish): void {
  const { letter } = read
  if (verdict.trouble !== null) throw refusal(verdict.trouble)
  if (!(answersTo(letter) as readonly string[]).includes(wish.answer))
    throw new Refusal('bad_request', `Answer this letter by: ${answersTo(letter).join(', ')}.`)
  // a no gives nothing to anybody, whoever wrote the letter
  if (!verdict.confirm || wish.answer === 'decline') return
  const words = wordsOfDevice(letter)
  if (wish.confirm_fingerprint === undefined)
    throw new Refusal(
      'conflict',
      `This computer has never heard of the key of ${writerOf(letter).name}. Ask them for its six words, in person or by phone, and compare.`,
      { confirm: 'confirm_fingerprint' },
    )
  if (wordsThatDiffer(words, wish.confirm_fingerprint).length > 0)
    throw new Refusal('conflict', 'The words differ: this letter is not from their computer. Do not follow it.')
}

/** The event that an answer, or a message, is. */
function eventOf({ purpose, reason }: DelegationLetter, wish: Wish): GrantEvent {
  if (purpose === 'grant' || purpose === 'request')
    return wish.answer === 'accept' ? { type: 'accepted' } : { type: 'declined', reason: wish.reason ?? null }
  return { type: purpose, reason }
}

/**
 * Follows a letter. A permission that isn't known here is begun by it where it is the reader's to give; where it is the
 * reader's to receive, the answer travels back, and the owner's computer tells of it: nobody's own computer makes them
 * somebody's delegate.
 */
function follow(
  tx: Tx,
  room: Room,
  asker: Asker,
  judged: Judged,
  wish: Wish,
  keys: DeviceKeys | null,
): GrantRow | null {
  const { letter } = judged.read
  const now = room.ports.clock.now()
  const event = eventOf(letter, wish)
  const mark = stamp(tx, now, asker.seatId)
  const reader = readerOf(letter)
  keep(tx, room, judged.read)
  spendLetter(tx, letterName(letter))
  const side = letter.from === 'owner' ? 'delegate' : 'owner'
  const known = judged.grant ?? (side === 'owner' ? begun(tx, letter, now, mark) : null)
  if (known && !moveGrant(tx, known, event, now, mark)) throw refusal('over')
  const after = known ? (grantByPublicId(tx, known.publicId) ?? known) : null
  if (letter.purpose === 'grant' || letter.purpose === 'request') {
    const told = after ?? imagined(tx, letter, event)
    tellOther(
      tx,
      room,
      keys,
      { grant: told, purpose: event.type as 'accepted', from: side, reason: told.reason },
      asker.seatId,
    )
  }
  note(tx, now, 'delegation', `${reader.name} followed a letter of ${writerOf(letter).name}: ${letterTitle(letter)}.`, {
    grant: letter.grant.id,
    ...deedOf(asker),
  })
  return after
}

/** A row for what somebody asked of the reader before this computer heard of it. */
function begun(tx: Tx, letter: DelegationLetter, now: number, mark: ReturnType<typeof stamp>): GrantRow {
  const [owner, delegate] = [seatByPublicId(tx, letter.owner.id), seatByPublicId(tx, letter.delegate.id)]
  if (!owner || !delegate) throw refusal('unknown_seat')
  if (openGrant(tx, owner.id, delegate.id)) throw refusal('over')
  const { id: publicId, origin, createdAt, expiresAt } = letter.grant
  const made = { publicId, ownerId: owner.id, delegateId: delegate.id, origin, state: 'pending' as const }
  insertGrant(tx, { ...made, expiresAt, createdAt: Math.min(createdAt, now) }, mark)
  const row = grantByPublicId(tx, publicId)
  if (!row) throw new Error('the grant is missing')
  return row
}

/** As it will stand with its owner; for the answer alone. */
function imagined(tx: Tx, letter: DelegationLetter, event: GrantEvent): GrantRow {
  const [owner, delegate] = [seatByPublicId(tx, letter.owner.id), seatByPublicId(tx, letter.delegate.id)]
  if (!owner || !delegate) throw refusal('unknown_seat')
  const { id: publicId, ...course } = letter.grant
  const status = reduceGrant({ state: 'pending', reason: null }, event)
  return { id: 0, publicId, owner, delegate, ...course, ...status, decidedAt: null, author: null, version: 0 }
}

function keep(tx: Tx, room: Room, { letter, line: text }: ReadLetter): void {
  const now = room.ports.clock.now()
  const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  const { purpose, expiresAt } = letter
  const kept = { publicId, nonce: letterName(letter), direction: 'in' as const, purpose, grant: letter.grant.id, text }
  insertLetter(tx, { ...kept, state: 'waiting', sendId: null, expiresAt, createdAt: now })
}

const apply = os.delegations.apply.handler(async ({ input, context: { room, asker } }) => {
  const { store, ports, changes } = room
  const read = readLetter(input.text)
  if (typeof read === 'string') throw refusal(read)
  const keys = await signerOf(room)
  const now = ports.clock.now()
  const row = store.write((tx) => {
    const judged = judge(tx, asker, read, { now, keys })
    checkWish(judged, input)
    return follow(tx, room, asker, judged, input, keys)
  })
  changes.tell('delegations', 'sends')
  const out = lastLetterOut(store, read.letter.grant.id)
  const isAnswer =
    (out?.purpose === 'accepted' || out?.purpose === 'declined') && out.createdAt === now && out.sendId === null
  const handed = out && isAnswer ? handedOver(store, out) : null
  return {
    words: followedWords(read.letter, row, handed !== null),
    delegation: row ? shownGrant(store, asker, row, now) : null,
    answer: handed && { file_name: handed.file_name, text: handed.text, link: handed.link, to: handed.to },
  }
})

function followedWords(letter: DelegationLetter, row: GrantRow | null, byHand: boolean): string {
  const writer = writerOf(letter).name
  const hand = byHand ? ` No email can leave from here: hand your answer to ${writer} as a file or a link.` : ''
  if (row?.state === 'active') return `${row.delegate.name} can send for ${row.owner.name}.${hand}`
  if (row) return `The permission of ${row.delegate.name} to send for ${row.owner.name} is ${row.state}.${hand}`
  return `Your answer goes to ${writer}. It counts as soon as their computer has it.${hand}`
}

export const following = { apply }
