import type { DelegationLetter, LetterSeat, LetterTrouble, ReadLetter } from '../../shared/domain/delegation-letter.ts'
import { letterSentences, letterTitle } from '../../shared/domain/delegation-words.ts'
import {
  isKnown,
  isPast,
  type LetterVerdict,
  letterTroubleWords,
  letterVerdict,
  outcomeWords,
} from '../../shared/domain/letter-verdict.ts'
import { speaksFor } from '../../shared/domain/speaking.ts'
import type { DeviceKeys } from '../file/device-keys.ts'
import { wordsOfDevice } from '../file/device-words.ts'
import { accountRows } from '../store/accounts.ts'
import { deviceByPublicId, deviceRows, ownDevice } from '../store/devices.ts'
import { type GrantRow, grantByPublicId } from '../store/grants.ts'
import { isLetterSigned, letterName, readLetter } from '../store/letter-text.ts'
import { letterNamed, lettersWaiting } from '../store/letters.ts'
import type { Reader } from '../store/open.ts'
import { firstSeat, type SeatRow, seatById, seatByPublicId } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import { type Asker, iso, isoOrNull, os } from './context.ts'
import { dayOf, signerOf } from './delegations-letters.ts'
import { shownGrant, sideOf } from './delegations-shown.ts'

const shownSeat = ({ id, name, address }: LetterSeat) => ({ public_id: id, name, address })
export const writerOf = (letter: DelegationLetter): LetterSeat =>
  letter.from === 'owner' ? letter.owner : letter.delegate
export const readerOf = (letter: DelegationLetter): LetterSeat =>
  letter.from === 'owner' ? letter.delegate : letter.owner

/** The computer that a letter names, as it is known here. */
function deviceOf(reader: Reader, letter: DelegationLetter, keys: DeviceKeys | null) {
  const writer = seatByPublicId(reader, writerOf(letter).id)
  const known = deviceByPublicId(reader, letter.device)
  const isOwn = letter.device === ownDevice(reader)
  if (!known && !(isOwn && keys)) return null
  const holder: SeatRow | undefined = known ? seatById(reader, known.seatId) : firstSeat(reader)
  const seat = writer?.publicId ?? ''
  const hasComputer = deviceRows(reader).some((each) => each.seatId === writer?.id && each.state === 'active')
  const homes = accountRows(reader).flatMap(({ seatId, homeDevice }) => (seatId === writer?.id ? [homeDevice] : []))
  const speaker = { device: letter.device, seat: holder?.publicId ?? '', admin: holder?.role === 'admin' }
  return {
    name: known?.name ?? 'this computer',
    key: known?.signingKey ?? (keys?.signingKey as string),
    state: known?.state ?? ('active' as const),
    isTheirs: speaksFor(speaker, { seat, hasComputer, homes }),
  }
}

export interface Judged {
  read: ReadLetter
  verdict: LetterVerdict
  device: ReturnType<typeof deviceOf>
  grant: GrantRow | undefined
}

export function judge(
  reader: Reader,
  asker: Asker,
  read: ReadLetter,
  at: { now: number; keys: DeviceKeys | null },
): Judged {
  const { letter } = read
  const device = deviceOf(reader, letter, at.keys)
  const grant = grantByPublicId(reader, letter.grant.id)
  const isSame = grant?.owner.publicId === letter.owner.id && grant.delegate.publicId === letter.delegate.id
  const kept = letterNamed(reader, letterName(letter))
  const verdict = letterVerdict(letter, {
    isSigned: isLetterSigned(read),
    workspace: workspaceRow(reader).publicId,
    now: at.now,
    reader: seatById(reader, asker.seatId)?.publicId ?? '',
    isUsed: kept !== undefined && kept.state !== 'waiting' && kept.state !== 'sent',
    owner: seatByPublicId(reader, letter.owner.id) ?? null,
    delegate: seatByPublicId(reader, letter.delegate.id) ?? null,
    device,
    grant: grant ?? null,
  })
  return grant && !isSame
    ? { read, verdict: { trouble: 'altered', confirm: false }, device, grant }
    : { read, verdict, device, grant }
}

export const answersTo = ({ purpose }: DelegationLetter) =>
  purpose === 'grant' || purpose === 'request' ? (['accept', 'decline'] as const) : (['note'] as const)

const nothing = {
  purpose: null,
  words: [],
  owner: null,
  delegate: null,
  written_at: null,
  expires_at: null,
  device: null,
  fingerprint: null,
  confirm: false,
  answers: [],
  delegation: null,
}

/** Of a letter for somebody else, nothing is told. */
const silent: ReadonlySet<LetterTrouble> = new Set(['altered', 'wrong_workspace', 'wrong_seat'])

/** What it says, and what following it does: or what became of it, where nobody can follow it any more. */
function toldOf(reader: Reader, { read: { letter }, verdict, grant }: Judged, now: number) {
  const [told = '', follows = ''] = letterSentences(letter)
  const { trouble } = verdict
  if (trouble === null) return { words: [told, follows], trouble_words: null }
  const day = grant?.decidedAt == null ? null : dayOf(reader, grant.decidedAt, now)
  const outcome = isPast(trouble) ? outcomeWords(letter, grant?.state ?? null, day) : null
  const words = letterTroubleWords[trouble]
  const unknown = trouble === 'over' ? 'What it is about is not known here: take in a workspace file first.' : null
  return { words: [told], trouble_words: [words, outcome ?? unknown].filter(Boolean).join(' ') }
}

const review = os.delegations.review.handler(async ({ input, context: { room, asker } }) => {
  const { store, ports } = room
  const read = readLetter(input.text)
  if (typeof read === 'string')
    return { ...nothing, title: 'Not a letter', trouble: read, trouble_words: letterTroubleWords[read] }
  const keys = await signerOf(room)
  const now = ports.clock.now()
  const judged = judge(store, asker, read, { now, keys })
  const { verdict, device, grant } = judged
  const { letter } = read
  const { trouble, confirm } = verdict
  if (trouble !== null && silent.has(trouble)) {
    const trouble_words = letterTroubleWords[trouble]
    return { ...nothing, title: 'This letter can not be followed', trouble, trouble_words }
  }
  return {
    purpose: letter.purpose,
    title: letterTitle(letter),
    ...toldOf(store, judged, now),
    owner: shownSeat(letter.owner),
    delegate: shownSeat(letter.delegate),
    written_at: iso(letter.at),
    expires_at: isoOrNull(letter.expiresAt),
    device: device?.name ?? null,
    fingerprint: wordsOfDevice(letter).join(' '),
    confirm,
    trouble,
    answers: trouble === null ? [...answersTo(letter)] : [],
    delegation: grant && sideOf(asker, grant) !== 'stranger' ? shownGrant(store, asker, grant, now) : null,
  }
})

const received = os.delegations.received.handler(({ context: { room, asker } }) =>
  room.store.read(() => {
    const { store, ports } = room
    const me = seatById(store, asker.seatId)?.publicId
    return lettersWaiting(store, ports.clock.now()).flatMap((row) => {
      const read = readLetter(row.text)
      if (typeof read === 'string' || readerOf(read.letter).id !== me) return []
      const { letter } = read
      // the same may have come in a workspace file meanwhile
      const grant = grantByPublicId(store, letter.grant.id)
      if (grant && isKnown(letter, grant)) return []
      return [
        {
          public_id: row.publicId,
          purpose: letter.purpose,
          from: shownSeat(writerOf(letter)),
          received_at: iso(row.createdAt),
          expires_at: iso(row.expiresAt),
          text: row.text,
          words: letterTitle(letter),
        },
      ]
    })
  }),
)

export const reading = { received, review }
