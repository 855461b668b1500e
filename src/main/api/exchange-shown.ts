/** What was exchanged, as the doors show it. */
import { sharedKinds } from '../../shared/domain/shared-change.ts'
import type { Looked } from '../file/take-in.ts'
import { type NoteRow, peerRows } from '../store/exchange.ts'
import { joiningOf } from '../store/joining.ts'
import type { Reader } from '../store/open.ts'
import { iso } from './context.ts'

export function shownFile(reader: Reader, { hash, bytes, sealed, manifest }: Looked, name: string) {
  const invited = joiningOf(reader)?.from
  const writer =
    peerRows(reader).find(({ publicId }) => publicId === manifest.device) ??
    // the first file of whoever invited comes before anything that names their computer
    (invited?.device === manifest.device ? { ...invited, own: false } : undefined)
  return {
    token: hash,
    name,
    bytes,
    written_at: iso(manifest.writtenAt),
    writer: {
      public_id: manifest.device,
      name: writer?.name ?? null,
      seat: writer?.seat ?? null,
      address: writer?.address ?? null,
      own: writer?.own ?? false,
    },
    sealed,
    whole: manifest.whole,
  }
}

/** In the order in which they refer to each other; none of which nothing is said. */
export const shownKinds = (kinds: Looked['kinds']) =>
  sharedKinds.flatMap((kind) => {
    const brought = kinds[kind]
    return brought ? [{ kind, ...brought }] : []
  })

export const shownNote = ({ id, at, what, device, deviceName, author, kind, subject, words, about }: NoteRow) => ({
  public_id: String(id),
  at: iso(at),
  what,
  device,
  device_name: deviceName,
  author,
  kind,
  subject,
  about,
  words,
})
