import { Refusal } from '../../shared/domain/failure.ts'
import { wordsThatDiffer } from '../../shared/domain/fingerprint.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import {
  type AnswerBody,
  answerTrouble,
  fileOf,
  type InvitationBody,
  invitationState,
  linkOf,
  type Travel,
  travels,
} from '../../shared/domain/invitation.ts'
import { DAY } from '../../shared/domain/time.ts'
import { momentText } from '../../shared/domain/time-text.ts'
import { newSigningPair } from '../file/device-keys.ts'
import { wordsOfDevice } from '../file/device-words.ts'
import { isInvited, makeInvitation, openAnswer } from '../file/invitation.ts'
import { stamp } from '../store/clockwork.ts'
import { deviceByPublicId, deviceRows, insertDevice } from '../store/devices.ts'
import {
  type InvitationRow,
  insertInvitation,
  invitationByPublicId,
  invitationRows,
  settleInvitation,
} from '../store/invitations.ts'
import { teamStanding } from '../store/joining.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader } from '../store/open.ts'
import { type SeatRow, seatById, seatByPublicId } from '../store/seats.ts'
import { rootOf } from '../store/sharing.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, os, type Room } from './context.ts'
import { ownKeys } from './device-own.ts'
import { checkGoverns } from './devices-may.ts'
import { deviceNamed, deviceShown, seatShown } from './devices-shown.ts'
import { invitationEmail, joinRefusal } from './invitations-words.ts'

const seatOf = (reader: Reader, id: number): SeatRow => {
  const seat = seatById(reader, id)
  if (!seat) throw new Error('an invitation without a seat')
  return seat
}

function shown(reader: Reader, row: InvitationRow, now: number) {
  const by = row.usedBy === null ? undefined : deviceByPublicId(reader, row.usedBy)
  return {
    public_id: row.publicId,
    seat: seatShown(seatOf(reader, row.seatId)),
    state: invitationState(row, now),
    used_by: by ? { public_id: by.publicId, name: by.name } : null,
    expires_at: iso(row.expiresAt),
    created_at: iso(row.createdAt),
    version: row.version,
  }
}

/** The ways in which something travels. */
export const waysOf = (travel: Travel, payload: string, named: string) => ({
  link: linkOf(travel, payload),
  file: fileOf(travel, payload),
  file_name: `${named.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'team'}.${travels[travel].file}`,
})

const list = os.invitations.list.handler(({ context: { room } }) => {
  const now = room.ports.clock.now()
  return invitationRows(room.store).map((row) => shown(room.store, row, now))
})

/** @throws Refusal `not_found`, `state` */
function invited(reader: Reader, publicId: string): SeatRow {
  const seat = seatByPublicId(reader, publicId)
  if (!seat) throw new Refusal('not_found', `There is no seat with the id ${publicId}.`)
  if (seat.state === 'locked') throw joinRefusal('seat_locked', { what: 'invitation', seat: seat.name })
  return seat
}

const create = os.invitations.create.handler(async ({ input, context: { room, asker } }) => {
  const { store, ports } = room
  if (teamStanding(store) === 'alone')
    throw new Refusal('state', 'Prepare this workspace for a team first: Settings › Team, or cadenza devices begin.')
  checkGoverns(store)
  const keys = await ownKeys(room)
  const now = ports.clock.now()
  const pair = newSigningPair()
  const body = store.write((tx): InvitationBody => {
    const seat = invited(tx, input.seat)
    const publicId = publicIdFrom(ports.dice.bytes(publicIdBytes))
    const row = { publicId, seatId: seat.id, key: pair.key, expiresAt: now + input.days * DAY, createdAt: now }
    insertInvitation(tx, row, stamp(tx, now, asker.seatId))
    note(tx, now, 'team', `A computer of ${seat.name} was invited.`, { invitation: publicId, ...deedOf(asker) })
    const { publicId: id, name, messageKey, zone, windows, holidays, daysOff, policy } = workspaceRow(tx)
    const root = rootOf(tx)
    if (!root) throw new Error('a shared workspace without a root')
    const device = deviceNamed(tx, keys.device)
    const owner = seatOf(tx, device.seatId)
    return {
      format: 1,
      what: 'invitation',
      id: publicId,
      secret: pair.secret,
      workspace: { id, name, key: messageKey.toString('base64url'), zone, windows, holidays, daysOff, policy },
      root,
      seat: { id: seat.publicId, name: seat.name, address: seat.address, role: seat.role },
      inviter: {
        device: device.publicId,
        deviceName: device.name,
        signingKey: keys.signingKey,
        sealingKey: keys.sealingKey,
        name: owner.name,
        address: owner.address,
      },
      createdAt: row.createdAt,
      expiresAt: row.expiresAt,
    }
  })
  room.changes.tell('devices')
  return made(room, body, makeInvitation(body, keys))
})

function made(room: Room, body: InvitationBody, payload: string) {
  const { store } = room
  const ways = waysOf('invitation', payload, body.seat.name)
  const until = momentText(body.expiresAt, body.createdAt, workspaceRow(store).zone)
  const row = invitationByPublicId(store, body.id)
  if (!row) throw new Error('the new invitation is missing')
  return {
    invitation: shown(store, row, body.createdAt),
    ...ways,
    email: invitationEmail(body, ways.link, until),
    words: wordsOfDevice(body.inviter),
  }
}

const withdraw = os.invitations.withdraw.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    checkGoverns(tx)
    const before = invitationByPublicId(tx, input.public_id)
    if (!before) throw new Refusal('not_found', `There is no invitation with the id ${input.public_id}.`)
    if (input.version !== undefined && input.version !== before.version)
      throw new Refusal('stale_version', `The invitation is at version ${before.version}, not ${input.version}.`)
    if (before.state !== 'open') throw new Refusal('state', `This invitation is ${before.state} already.`)
    settleInvitation(tx, before.id, { state: 'withdrawn', usedBy: null }, stamp(tx, now, asker.seatId))
    const { name } = seatOf(tx, before.seatId)
    note(tx, now, 'team', `The invitation for a computer of ${name} was withdrawn.`, {
      invitation: before.publicId,
      ...deedOf(asker),
    })
    return invitationByPublicId(tx, input.public_id) ?? before
  })
  room.changes.tell('devices')
  return shown(room.store, row, now)
})

/** The answer, its invitation and its seat. @throws Refusal that says what is wrong with it */
function answered(reader: Reader, pasted: string, now: number): { body: AnswerBody; row: InvitationRow } {
  const what = 'answer'
  const opened = openAnswer(pasted)
  if (!opened.ok) throw joinRefusal(opened.trouble, { what })
  const { body, payload } = opened
  const row = invitationByPublicId(reader, body.invitation)
  const { publicId, name, zone } = workspaceRow(reader)
  const known = deviceRows(reader).find(
    (each) => each.publicId === body.device.id || each.signingKey === body.device.signingKey,
  )
  if (row && !isInvited(payload, row.key)) throw joinRefusal('altered', { what })
  const seat = row && seatOf(reader, row.seatId)
  const here = {
    workspace: publicId,
    isKnown: known !== undefined,
    invitation: row,
    seatLocked: seat?.state === 'locked',
  }
  const trouble = answerTrouble(body, here, now)
  const by = known?.name ?? (row?.usedBy ? deviceByPublicId(reader, row.usedBy)?.name : null)
  const until = row && momentText(row.expiresAt, now, zone)
  if (trouble !== null || !row)
    throw joinRefusal(trouble ?? 'unknown', {
      what,
      workspace: name,
      ...(by ? { by } : {}),
      ...(until ? { until } : {}),
      ...(seat ? { seat: seat.name } : {}),
    })
  return { body, row }
}

const review_answer = os.invitations.review_answer.handler(({ input, context: { room } }) => {
  const now = room.ports.clock.now()
  checkGoverns(room.store)
  const { body, row } = answered(room.store, input.text, now)
  return {
    invitation: shown(room.store, row, now),
    device: { public_id: body.device.id, name: body.device.name, words: wordsOfDevice(body.device) },
    answered_at: iso(body.at),
  }
})

const admit = os.invitations.admit.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const id = room.store.write((tx) => {
    checkGoverns(tx)
    const { body, row } = answered(tx, input.text, now)
    const differ = input.words === undefined ? [] : wordsThatDiffer(wordsOfDevice(body.device), input.words)
    if (differ.length > 0) throw joinRefusal('other_words', { what: 'answer', differ })
    const { id: publicId, name, signingKey, sealingKey } = body.device
    const device = { publicId, seatId: row.seatId, name, signingKey, sealingKey, createdAt: now }
    insertDevice(tx, device, stamp(tx, now, asker.seatId))
    settleInvitation(tx, row.id, { state: 'used', usedBy: publicId }, stamp(tx, now, asker.seatId))
    note(tx, now, 'team', `${name}, a computer of ${seatOf(tx, row.seatId).name}, was admitted.`, {
      device: publicId,
      ...deedOf(asker),
    })
    return publicId
  })
  room.changes.tell('devices', 'exchange')
  return deviceShown(room.store, deviceNamed(room.store, id))
})

export const invitations = { list, create, withdraw, review_answer, admit }
