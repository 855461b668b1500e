import { Refusal } from '../../shared/domain/failure.ts'
import { stamp } from '../store/clockwork.ts'
import { deviceByPublicId, deviceRows, ownDevice, updateDevice } from '../store/devices.ts'
import { teamStanding } from '../store/joining.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader } from '../store/open.ts'
import { revokeDevice } from '../store/revoking.ts'
import { firstSeat } from '../store/seats.ts'
import { shareWorkspace } from '../store/sharing.ts'
import { type Asker, os, type Room } from './context.ts'
import { ownKeysOrNew } from './device-own.ts'
import { checkGoverns } from './devices-may.ts'
import { checkRevocable, revocationWords } from './devices-revoke.ts'
import { deviceNamed, deviceShown, usualName } from './devices-shown.ts'

/** Null: this computer has no row among the team's. */
const ownRow = (reader: Reader) => deviceByPublicId(reader, ownDevice(reader))

const list = os.devices.list.handler(({ context: { room } }) => ({
  devices: deviceRows(room.store).map((row) => deviceShown(room.store, row)),
  standing: teamStanding(room.store),
  this: ownDevice(room.store),
  name: ownRow(room.store)?.name ?? usualName(),
}))

const begin = os.devices.begin.handler(async ({ input, context: { room, asker } }) => {
  const { store } = room
  if (teamStanding(store) !== 'alone') throw new Refusal('state', 'This workspace is prepared for a team already.')
  if (firstSeat(store).role !== 'admin') throw new Refusal('forbidden', "The first computer of a team is an admin's.")
  const own = { keys: await ownKeysOrNew(room), name: input.name ?? usualName() }
  store.write((tx) => {
    const now = room.ports.clock.now()
    if (shareWorkspace(tx, own, now))
      note(tx, now, 'team', `This workspace is a team’s now, and ${own.name} its first computer.`, deedOf(asker))
  })
  room.changes.tell('devices', 'workspace', 'exchange')
  return shownAgain(room, ownDevice(store))
})

const shownAgain = (room: Room, publicId: string) => deviceShown(room.store, deviceNamed(room.store, publicId))

/** An admin names every computer, everybody else their own: from one of theirs. */
function checkNames(reader: Reader, seatId: number, asker: Asker): void {
  const own = firstSeat(reader).id === seatId && asker.seatId === seatId
  if (own) return
  if (asker.role !== 'admin') throw new Refusal('forbidden', 'Only an admin renames the computers of others.')
  checkGoverns(reader)
}

const rename = os.devices.rename.handler(({ input, context: { room, asker } }) => {
  room.store.write((tx) => {
    const row = deviceNamed(tx, input.public_id)
    checkVersion(row, input.version)
    checkNames(tx, row.seatId, asker)
    if (row.name === input.name) return
    const mark = stamp(tx, room.ports.clock.now(), asker.seatId)
    updateDevice(tx, row.id, { name: input.name, state: row.state, lastChunk: row.lastChunk }, mark)
  })
  room.changes.tell('devices')
  return shownAgain(room, input.public_id)
})

const checkVersion = (row: { name: string; version: number }, version: number | undefined): void => {
  if (version !== undefined && version !== row.version)
    throw new Refusal('stale_version', `${row.name} is at version ${row.version}, not ${version}.`)
}

const consequence = os.devices.consequence.handler(({ input, context: { room } }) => {
  const row = deviceNamed(room.store, input.public_id)
  checkRevocable(room.store, row)
  return revocationWords(room.store, row, room.ports.clock.now())
})

const revoke = os.devices.revoke.handler(({ input, context: { room, asker } }) => {
  room.store.write((tx) => {
    const row = deviceNamed(tx, input.public_id)
    checkVersion(row, input.version)
    checkGoverns(tx)
    checkRevocable(tx, row)
    revokeDevice(tx, row, { now: room.ports.clock.now(), seatId: asker.seatId })
  })
  room.changes.tell('devices', 'accounts')
  return shownAgain(room, input.public_id)
})

export const devices = { list, begin, rename, consequence, revoke }
