/** Sending accounts. Secrets, health and cursors stay on each computer; where it is sent from travels as a growing map. */
import { addressKey } from '../../../shared/domain/address.ts'
import { type Home, type Homes, presentHome } from '../../../shared/domain/home.ts'
import { isInstant } from '../../../shared/domain/time.ts'
import type { Tx } from '../open.ts'
import type { Codec, SharedWrite } from './codec.ts'
import { connectionOf, dropSecrets } from './connection.ts'
import { imapSettings, limit, rampUp, signIn, smtpSettings } from './inside.ts'
import { address, type Field, faultIn, flag, int, list, object, orNone, ref, tableCodec, text } from './table.ts'

const fields: Record<string, Field> = {
  kind: text('managed', 'smtp', 'gmail', 'outlook'),
  seat: orNone(ref('seats', 'seat_id')),
  label: orNone(text()),
  address,
  name: orNone(text()),
  replyTo: orNone(text()),
  signature: orNone(text()),
  signatureHtml: orNone(text()),
  zone: orNone(text()),
  smtp: orNone(object(smtpSettings)),
  imap: orNone(object(imapSettings)),
  signedIn: orNone(object(signIn)),
  ramp: orNone(object(rampUp)),
  trackingDomain: orNone(text()),
  group: orNone(ref('groups', 'group_id')),
  limits: list(limit),
  perUtcDay: orNone(int),
  minGap: int,
  weight: int,
  paused: flag,
  handingTo: orNone(text()),
  handingEpoch: orNone(int),
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
    ...homeColumns(row),
  }),
  fresh: { state: 'active' },
})

const homeKey = /^homes\.([1-9]\d{0,8})$/

const isHome = (value: unknown): value is Home => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { device, taken, ...rest } = value as Record<string, unknown>
  const isTime = taken === undefined || isInstant(taken)
  return typeof device === 'string' && /^[0-9a-z]{1,40}$/.test(device) && isTime && Object.keys(rest).length === 0
}

/** The map epoch → home as it was told, and the highest of it: there the account is at home. */
function homeColumns(row: SharedWrite): Record<string, unknown> {
  const homes: Homes = {}
  for (const [key, value] of Object.entries(row.fields)) {
    const epoch = homeKey.exec(key)?.[1]
    if (epoch !== undefined && isHome(value)) homes[epoch] = value
  }
  if (Object.keys(homes).length === 0) return {}
  const { device, epoch } = presentHome(homes)
  return { home_device: device, epoch, homes: epoch === 1 ? null : JSON.stringify(homes) }
}

/** The keychain may hold another's secrets under the name of a new row: that one had bore it before. */
const ownEntries = (tx: Tx, id: string): void =>
  void tx.run(
    `UPDATE accounts SET secret_name = public_id || '-' || id
     WHERE public_id = @id AND EXISTS (SELECT 1 FROM accounts o WHERE o.secret_name = @id)`,
    { id },
  )

export const accountCodec: Codec = {
  ...plain,
  fault(given) {
    const rest: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(given)) {
      if (!homeKey.test(key)) rest[key] = value
      else if (!isHome(value)) return { trouble: 'wrong', field: key }
    }
    return faultIn(fields, rest)
  },
  read(reader, rowId) {
    const row = plain.read(reader, rowId)
    const home = reader.get<{ homes: string | null; device: string; epoch: number }>(
      'SELECT homes, home_device AS device, epoch FROM accounts WHERE id = ?',
      rowId,
    )
    if (!row || !home) return null
    const homes = home.homes === null ? { [home.epoch]: { device: home.device } } : (JSON.parse(home.homes) as Homes)
    const told = Object.entries(homes).map(([epoch, one]) => [`homes.${epoch}`, one])
    return { ...row, fields: { ...row.fields, ...Object.fromEntries(told) } }
  },
  write(tx, row, now) {
    const before = connectionOf(tx, plain.rowOf(tx, row.id))
    const done = plain.write(tx, row, now)
    if (before && done === 'done') dropSecrets(tx, before, now)
    else if (done === 'done') ownEntries(tx, row.id)
    return done
  },
}
