/** What taking a computer out of the team does, in words, and when it can't be done. */
import { Refusal } from '../../shared/domain/failure.ts'
import { momentText } from '../../shared/domain/time-text.ts'
import { type DeviceRow, ownDevice } from '../store/devices.ts'
import type { Reader } from '../store/open.ts'
import { workspaceRow } from '../store/workspace.ts'
import { homesOf } from './devices-shown.ts'

/** @throws Refusal `state` for the computer one sits at */
export function checkRevocable(reader: Reader, row: DeviceRow): void {
  if (row.publicId === ownDevice(reader))
    throw new Refusal('state', 'This is the computer you are at. It can be taken out of the team from another one.')
  if (row.state === 'revoked') throw new Refusal('state', `${row.name} is out of the team already.`)
}

/** What taking it out does, in words. `depends`: mail waits for somebody afterwards. */
export function revocationWords(reader: Reader, row: DeviceRow, now: number): { words: string[]; depends: boolean } {
  const { zone } = workspaceRow(reader)
  const homes = homesOf(reader, row.publicId).map(({ address }) => address)
  const shares = reader.all<{ address: string }>(
    `SELECT a.address FROM shares s JOIN accounts a ON a.id = s.account_id
     WHERE s.for_device = ? AND s.state = 'granted' AND s.deleted = 0 ORDER BY a.address`,
    row.publicId,
  )
  const heard = reader.get<{ at: number | null }>('SELECT heard_at AS at FROM exchanges WHERE device = ?', row.publicId)
  const held = [...new Set([...homes, ...shares.map(({ address }) => address)])]
  const words = [
    heard?.at
      ? `What ${row.name} told until ${momentText(heard.at, now, zone)} counts. Whatever it writes from then on is refused by every computer of the team.`
      : `Nothing of ${row.name} has come here yet. Whatever it writes is refused by every computer of the team.`,
    'Files that are written from now on can no longer be read on it.',
  ]
  if (homes.length > 0)
    words.push(
      `${homes.join(', ')}: sent from it until now. Nobody sends from there until another computer takes over.`,
    )
  if (held.length > 0)
    words.push(
      `It keeps what it has: change the passwords of ${held.join(', ')}, or it could go on sending without the team.`,
    )
  return { words, depends: held.length > 0 }
}
