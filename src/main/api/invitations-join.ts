/** The side of the computer that joins. */
import { mkdirSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { Refusal } from '../../shared/domain/failure.ts'
import { type InvitationBody, joinTrouble, linkOf } from '../../shared/domain/invitation.ts'
import { momentText } from '../../shared/domain/time-text.ts'
import { wordsOfDevice } from '../file/device-words.ts'
import { makeAnswer, openAnswer, openInvitation } from '../file/invitation.ts'
import { ownDevice } from '../store/devices.ts'
import { broughtAlong, enterTeam, joiningOf, teamStanding } from '../store/joining.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader } from '../store/open.ts'
import { firstSeat, seatRows } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import { type Asker, iso, os, type Room } from './context.ts'
import { ownKeysOrNew } from './device-own.ts'
import { seatShown, usualName } from './devices-shown.ts'
import { waysOf } from './invitations.ts'
import { changesHere, comesAlong, joinRefusal } from './invitations-words.ts'

/**
 * A computer is given to a team by whose it is; once it waits to be admitted they may be a member, and join anew all the
 * same.
 *
 * @throws Refusal `forbidden`
 */
function checkOwn(reader: Reader, { seatId, scopes }: Asker): void {
  const isOwner = seatId === firstSeat(reader).id
  if (!isOwner || (teamStanding(reader) === 'alone' && !scopes.includes('admin')))
    throw new Refusal('forbidden', 'Only the person whose computer this is can join a team with it.')
}

/** @throws Refusal that says why this computer can't join with it */
function readable(reader: Reader, pasted: string, now: number): InvitationBody {
  const what = 'invitation'
  const opened = openInvitation(pasted)
  if (!opened.ok) throw joinRefusal(opened.trouble, { what })
  const { publicId, name, zone } = workspaceRow(reader)
  const seat = firstSeat(reader).publicId
  const here = { workspace: publicId, standing: teamStanding(reader), seats: seatRows(reader).length, seat }
  const trouble = joinTrouble(opened.body, here, now)
  if (trouble !== null) {
    const until = momentText(opened.body.expiresAt, now, zone)
    throw joinRefusal(trouble, { what, until, workspace: name, seats: here.seats })
  }
  return opened.body
}

const review = os.invitations.review.handler(({ input, context: { room, asker } }) => {
  checkOwn(room.store, asker)
  const body = readable(room.store, input.text, room.ports.clock.now())
  const brings = broughtAlong(room.store)
  const { workspace, seat, inviter } = body
  return {
    workspace: { public_id: workspace.id, name: workspace.name },
    seat: { public_id: seat.id, name: seat.name, address: seat.address, role: seat.role },
    inviter: {
      name: inviter.name,
      address: inviter.address,
      device: inviter.deviceName,
      words: wordsOfDevice(inviter),
    },
    expires_at: iso(body.expiresAt),
    comes_along: comesAlong(brings),
    changes: changesHere(brings, body, firstSeat(room.store)),
  }
})

/** Null where this computer joined nothing, or its admittance has been heard of long since. */
function joiningShown(room: Room) {
  const { store } = room
  const joining = joiningOf(store)
  const opened = joining && openAnswer(joining.answer)
  if (!joining || !opened?.ok) return null
  const { name } = workspaceRow(store)
  return {
    ...waysOf('answer', opened.payload, opened.body.device.name),
    words: wordsOfDevice(opened.body.device),
    workspace: name,
    seat: seatShown(firstSeat(store)),
    inviter: joining.inviter,
    joined_at: iso(joining.at),
    admitted: teamStanding(store) !== 'waiting',
  }
}

const joining = os.invitations.joining.handler(({ context: { room } }) => joiningShown(room))

/** As it is now: a workspace that joined can't be taken apart again. */
async function keepCopy(room: Room, now: number): Promise<void> {
  const folder = joinPath(room.ports.folders.data, 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await room.store.sqlite.backup(joinPath(folder, `before-joining-${now}.sqlite`))
}

const join = os.invitations.join.handler(async ({ input, context: { room, asker } }) => {
  const { store, ports } = room
  checkOwn(store, asker)
  const now = ports.clock.now()
  const body = readable(store, input.text, now)
  const held = joiningOf(store)
  // the same invitation once more: the same answer, nothing is done twice
  if (held?.invitation !== body.id) {
    const keys = await ownKeysOrNew(room)
    await keepCopy(room, now)
    const device = {
      id: ownDevice(store),
      name: input.name ?? usualName(),
      signingKey: keys.signingKey,
      sealingKey: keys.sealingKey,
    }
    const answer = makeAnswer(
      { format: 1, what: 'answer', invitation: body.id, workspace: body.workspace.id, device, at: now },
      body.secret,
      keys,
    )
    const inviter = `${body.inviter.name} (${body.inviter.address})`
    const { device: from, deviceName, name, address } = body.inviter
    const kept = {
      answer: linkOf('answer', answer),
      invitation: body.id,
      expiresAt: body.expiresAt,
      inviter,
      from: { device: from, name: deviceName, seat: name, address },
      at: now,
    }
    store.write((tx) => {
      // asked for twice at once: done once
      if (joiningOf(tx)?.invitation === body.id) return
      readable(tx, input.text, now)
      enterTeam(tx, body, kept)
      note(
        tx,
        now,
        'team',
        `This computer joined ${body.workspace.name}, by an invitation of ${inviter}.`,
        deedOf(asker),
      )
    })
    room.changes.tell('devices', 'workspace', 'seats', 'accounts', 'contacts', 'exchange')
  }
  const shown = joiningShown(room)
  if (!shown) throw new Error('the answer that was just made is missing')
  return shown
})

export const joins = { review, join, joining }
