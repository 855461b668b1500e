/** Sending accounts. Secrets, health and cursors stay on each computer; where it is sent from travels as a growing map. */
import { addressKey } from '../../../shared/domain/address.ts'
import type { Codec, SharedWrite } from './codec.ts'
import { type Field, faultIn, flag, int, list, object, orNone, ref, tableCodec, text } from './table.ts'

const fields: Record<string, Field> = {
  kind: text('managed', 'smtp', 'gmail', 'outlook'),
  seat: orNone(ref('seats', 'seat_id')),
  label: orNone(text()),
  address: text(),
  name: orNone(text()),
  replyTo: orNone(text()),
  signature: orNone(text()),
  zone: orNone(text()),
  smtp: orNone(object),
  imap: orNone(object),
  signedIn: orNone(object),
  ramp: orNone(object),
  trackingDomain: orNone(text()),
  group: orNone(ref('groups', 'group_id')),
  limits: list,
  perUtcDay: orNone(int),
  minGap: int,
  weight: int,
  paused: flag,
  handingTo: orNone(text()),
  createdAt: int,
}

const plain = tableCodec({
  kind: 'account',
  table: 'accounts',
  fields,
  // what leads into the sandbox of one computer is of no use on another
  where: "NOT (t.kind = 'managed' AND t.smtp IS NULL)",
  also: (told, row) => ({
    ...(typeof told.address === 'string' ? { address_key: addressKey(told.address) } : {}),
    ...presentHome(row),
  }),
  fresh: { state: 'active' },
})

const homeKey = /^homes\.([1-9]\d{0,8})$/

/** Of the map epoch → device the highest: there the account is at home. */
function presentHome(row: SharedWrite): Record<string, unknown> {
  let epoch = 0
  let device: unknown
  for (const [key, value] of Object.entries(row.fields)) {
    const found = Number(homeKey.exec(key)?.[1] ?? 0)
    if (found > epoch) [epoch, device] = [found, value]
  }
  return epoch > 0 ? { home_device: device, epoch } : {}
}

export const accountCodec: Codec = {
  ...plain,
  fault(given) {
    const rest: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(given)) {
      if (!homeKey.test(key)) rest[key] = value
      else if (typeof value !== 'string' || !/^[0-9a-z]{1,40}$/.test(value)) return { trouble: 'wrong', field: key }
    }
    return faultIn(fields, rest)
  },
  read(reader, rowId) {
    const row = plain.read(reader, rowId)
    const home = reader.get<{ device: string; epoch: number }>(
      'SELECT home_device AS device, epoch FROM accounts WHERE id = ?',
      rowId,
    )
    return row && home ? { ...row, fields: { ...row.fields, [`homes.${home.epoch}`]: home.device } } : null
  },
}
