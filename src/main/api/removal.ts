/** All data taken off this computer, from its own window or page: what goes and what stays is said first, then it ends. */
import { Refusal } from '../../shared/domain/failure.ts'
import { accountRows } from '../store/accounts.ts'
import { backupFiles, backupFolder } from '../store/backups.ts'
import { otherDevices, ownDevice } from '../store/devices.ts'
import { figures } from '../store/figures.ts'
import { isAnyAway } from '../store/handed-in.ts'
import { leavingElsewhere } from '../store/leaving-here.ts'
import { ownSecretNames } from '../store/own-secrets.ts'
import { firstSeat } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import { type Asker, os, type Room } from './context.ts'
import { homesOf } from './devices-shown.ts'

/** @throws Refusal `forbidden` for whoever's computer it isn't, admins too */
function checkOwner({ store }: Room, asker: Asker): void {
  const owner = firstSeat(store)
  if (asker.bound === undefined && asker.seatId === owner.id) return
  throw new Refusal('forbidden', `Only ${owner.name}, whose computer this is, may do this.`)
}

const look = os.removal.look.handler(async ({ context: { room, asker } }) => {
  checkOwner(room, asker)
  const { store, databaseFile, ports } = room
  const found = (await room.removal?.look(ownSecretNames(store))) ?? { secrets: null, left: [] }
  const device = ownDevice(store)
  const accounts = accountRows(store).map(({ id }) => id)
  return {
    ...found,
    possible: room.removal !== undefined,
    folder: ports.folders.data,
    workspace: workspaceRow(store).name,
    backups: databaseFile === ':memory:' ? 0 : backupFiles(backupFolder(databaseFile)).length,
    planned: figures(store).planned - leavingElsewhere(store, accounts, ports.clock.now()),
    mailboxes: homesOf(store, device).length,
    others: otherDevices(store).length,
  }
})

const begin = os.removal.begin.handler(async ({ input, context: { room, asker } }) => {
  checkOwner(room, asker)
  // a program that was given a key may do much; this is a person's alone
  if (asker.key) throw new Refusal('forbidden', 'No API key may do this: only Cadenza’s own window and page.')
  if (!room.removal)
    throw new Refusal('state', 'Close this Cadenza first, then: cadenza remove-data --yes. Nothing was removed.')
  const { name } = workspaceRow(room.store)
  if (input.workspace.trim() !== name.trim())
    throw new Refusal('bad_request', `The name of the workspace is “${name}”. Nothing was removed.`)
  if (isAnyAway(room.store))
    throw new Refusal(
      'state',
      'Emails are with sender hosts, and would leave all the same. Turn their accounts off in Settings › Sender hosts, and wait until they are back. Nothing was removed.',
    )
  const { secrets } = await room.removal.look(ownSecretNames(room.store))
  if (secrets === null && !input.leave_keychain)
    throw new Refusal(
      'keychain_unavailable',
      'The keychain can’t be read, so passwords in it would stay for ever. Unlock it, or leave them there. Nothing was removed.',
    )
  room.removal.begin(input.leave_keychain)
  return { ending: true }
})

export const removal = { look, begin }
