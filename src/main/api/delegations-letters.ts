/** Letters about permissions: signed by this computer, kept, and sent by email where one can leave. */

import { grantPatience } from '../../shared/domain/delegation.ts'
import {
  armoured,
  type DelegationLetter,
  type LetterPurpose,
  letterLink,
} from '../../shared/domain/delegation-letter.ts'
import { letterEmail, letterFileName } from '../../shared/domain/delegation-words.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { dayNumber } from '../../shared/domain/time.ts'
import { dayText } from '../../shared/domain/time-text.ts'
import { type DeviceKeys, keepDeviceKeys, newDeviceKeys, readDeviceKeys, signText } from '../file/device-keys.ts'
import { stamp } from '../store/clockwork.ts'
import { deviceByPublicId, otherDevices, ownDevice } from '../store/devices.ts'
import type { GrantRow } from '../store/grants.ts'
import { applyToSend } from '../store/ledger.ts'
import { letterName, packLetter, readLetter } from '../store/letter-text.ts'
import { dropLetters, insertLetter, type LetterRow, letterAccount, planLetterEmail } from '../store/letters.ts'
import type { Reader, Tx } from '../store/open.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, type Room } from './context.ts'

/**
 * The keys that this computer signs letters with, or why it can't. A workspace that nobody shares yet gets them with its
 * first letter: then they are those it will share with.
 */
export async function signerOf(room: Room): Promise<DeviceKeys | null> {
  const { keychain } = room.ports
  const device = ownDevice(room.store)
  try {
    const held = await readDeviceKeys(keychain, device)
    // one that others know by its keys must not sign with new ones
    if (held || deviceByPublicId(room.store, device)) return held
    const made = await newDeviceKeys(device)
    await keepDeviceKeys(keychain, made)
    return made
  } catch (error) {
    room.ports.log.warn('a letter could not be signed', { error: String(error) })
    return null
  }
}

export interface Told {
  grant: GrantRow
  purpose: LetterPurpose
  from: 'owner' | 'delegate'
  reason?: string | null
}

const other = ({ grant, from }: Told) => (from === 'owner' ? grant.delegate : grant.owner)

/** A computer of their own, where nobody knows what was written here until they are told. */
const worksElsewhere = (reader: Reader, seatId: number): boolean =>
  otherDevices(reader).some((each) => each.seatId === seatId)

const seat = ({ publicId, name, address }: GrantRow['owner']) => ({ id: publicId, name, address })

/**
 * Tells the other side: by a letter, with an email where one can leave. A question is always told; an answer or an end
 * only to whom it isn't in front of already. In the transaction that it tells of.
 */
export function tellOther(tx: Tx, room: Room, keys: DeviceKeys | null, told: Told, by: number): void {
  const { grant, purpose, from } = told
  const now = room.ports.clock.now()
  for (const id of dropLetters(tx, grant.publicId))
    applyToSend(tx, id, { type: 'withdraw', reason: 'it has been answered or ended already' }, now)
  const isQuestion = grant.state === 'pending' && (purpose === 'grant' || purpose === 'request')
  // what counts at once asks nothing: it comes with what the team exchanges, and nobody is asked to accept it
  if (!isQuestion && (purpose === 'grant' || !worksElsewhere(tx, other(told).id))) return
  const newId = () => publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  const workspace = workspaceRow(tx)
  const letter: DelegationLetter = {
    format: 1,
    purpose,
    from,
    workspace: workspace.publicId,
    nonce: newId(),
    grant: { id: grant.publicId, origin: grant.origin, createdAt: grant.createdAt, expiresAt: grant.expiresAt },
    owner: seat(grant.owner),
    delegate: seat(grant.delegate),
    reason: told.reason ?? null,
    device: ownDevice(tx),
    signingKey: keys?.signingKey ?? '-',
    sealingKey: keys?.sealingKey ?? '-',
    at: now,
    expiresAt: isQuestion ? grant.expiresAt : now + grantPatience,
  }
  const text = packLetter(letter, (signed) => (keys ? signText(keys.secret.signing, 'cadenza letter 1', signed) : ''))
  const account = letterAccount(tx, from === 'owner' ? grant.owner.id : grant.delegate.id)
  const mark = stamp(tx, now, by)
  const address = other(told).address
  const { subject } = letterEmail(letter, null, workspace.zone)
  const sendId = account
    ? planLetterEmail(tx, { publicId: newId(), accountId: account.id, address, subject, now }, mark)
    : null
  const kept = { publicId: newId(), nonce: letterName(letter), direction: 'out' as const, purpose }
  insertLetter(tx, {
    ...kept,
    grant: grant.publicId,
    text,
    state: 'waiting',
    sendId,
    expiresAt: letter.expiresAt,
    createdAt: now,
  })
}

type Travel = 'waiting' | 'on_its_way' | 'sent' | 'failed' | 'used'

function travelOf({ state, sendState }: LetterRow): Travel {
  if (state === 'used') return 'used'
  if (sendState === 'planned' || sendState === 'sending') return 'on_its_way'
  if (sendState === 'sent' || sendState === 'unsure') return 'sent'
  return sendState === 'refused' ? 'failed' : 'waiting'
}

const travelWords: Record<Travel, (letter: LetterRow) => string> = {
  waiting: () => 'No email can leave with it from here. Hand it over as a file or a link.',
  on_its_way: () => 'An email with it is about to leave.',
  sent: () => 'It was sent by email.',
  failed: ({ sendReply }) =>
    `The email was refused: ${sendReply ?? 'no reason was given'}. Hand it over as a file or a link.`,
  used: () => 'It was followed.',
}

/** How a letter travels, for its sender. */
export function travelling(letter: LetterRow) {
  const state = travelOf(letter)
  return { purpose: letter.purpose, state, words: travelWords[state](letter), expires_at: iso(letter.expiresAt) }
}

/** A letter that can be handed over by hand; null: nobody could sign it. */
export function handedOver(reader: Reader, row: LetterRow) {
  const read = readLetter(row.text)
  if (typeof read === 'string' || read.signature === '') return null
  const { letter } = read
  const link = `${letterLink}${row.text}`
  const { zone } = workspaceRow(reader)
  const { subject, text: body } = letterEmail(letter, link, zone)
  return {
    file_name: letterFileName(letter),
    text: armoured(row.text),
    link,
    to: (letter.from === 'owner' ? letter.delegate : letter.owner).address,
    subject,
    body,
  }
}

/** "Sun 29 Nov" in the workspace's zone. */
export const dayOf = (reader: Reader, at: number, now: number): string => {
  const { zone } = workspaceRow(reader)
  return dayText(dayNumber(at, zone), now, zone)
}
