import { addressKey, checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { stamp } from '../store/clockwork.ts'
import { type SuppressionRow, suppress, suppressionOf, suppressionPage } from '../store/suppressions.ts'
import { iso, os } from './context.ts'

const shown = (row: SuppressionRow) => ({
  kind: row.kind,
  value: row.value,
  reason: row.reason,
  source: row.source,
  created_at: iso(row.createdAt),
})

/** `someone@example.com`, or a whole domain as `example.com` or `@example.com`. */
function parse(text: string): Pick<SuppressionRow, 'kind' | 'value'> {
  const value = text.trim()
  const domain = value.startsWith('@') ? value.slice(1) : value
  const asDomain = !domain.includes('@')
  const checked = checkAddress(asDomain ? `x@${domain}` : value)
  if (!checked.ok) throw new Refusal('invalid_address', `${text}: ${checked.message}`)
  if (!asDomain) return { kind: 'address', value: addressKey(checked.address) }
  if (!checked.domain.includes('.'))
    throw new Refusal('invalid_address', `"${text}" is neither an address nor a domain such as example.com.`)
  return { kind: 'domain', value: checked.domain }
}

const list = os.suppressions.list.handler(({ input, context: { room } }) => {
  const rows = suppressionPage(room.store, input.after ?? null, input.limit + 1)
  const page = rows.slice(0, input.limit)
  return { rows: page.map(shown), next: rows.length > input.limit ? (page.at(-1)?.publicId ?? null) : null }
})

/** Adding what is there already gives back the entry with its first reason. */
const add = os.suppressions.add.handler(({ input, context: { room, asker } }) => {
  const entry = parse(input.value)
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    const made = {
      ...entry,
      publicId: publicIdFrom(room.ports.dice.bytes(publicIdBytes)),
      reason: input.reason,
      source: 'hand',
      createdAt: now,
    }
    suppress(tx, made, stamp(tx, now, asker.seatId))
    return suppressionOf(tx, entry.kind, entry.value)
  })
  if (!row) throw new Error('the new suppression is missing')
  // contacts show it, and planned mail to it is withdrawn when its turn comes
  room.changes.tell('contacts', 'sends')
  return shown(row)
})

export const suppressions = { list, add }
