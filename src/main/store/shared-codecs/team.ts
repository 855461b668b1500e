/** Who is in the team: the workspace's own choices, seats, their devices, and invitations. */
import { addressKey } from '../../../shared/domain/address.ts'
import type { Codec } from './codec.ts'
import { dayOff, windowBlock } from './inside.ts'
import { columnsFor, type Field, faultIn, flag, flat, int, list, map, orNone, ref, tableCodec, text } from './table.ts'

const choices: Record<string, Field> = {
  name: text(),
  zone: text(),
  windows: list(windowBlock),
  holidays: orNone(text()),
  daysOff: list(dayOff),
  policy: map,
}

/** One row, which carries no stamp: whoever reads it gives the change its time. */
export const workspaceCodec: Codec = {
  kind: 'workspace',
  table: 'workspace',
  maps: ['policy'],
  fault: (given) => faultIn(choices, given),
  read(reader, rowId) {
    const raw = reader.get<Record<string, unknown> & { id: string }>(
      `SELECT public_id AS id, name AS "f.name", zone AS "f.zone", windows AS "f.windows", holidays AS "f.holidays",
         days_off AS "f.daysOff", policy AS "f.policy" FROM workspace WHERE id = ?`,
      rowId,
    )
    return raw ? { id: raw.id, by: null, hlc: '', gone: false, fields: flat(choices, raw) } : null
  },
  rowOf: (reader, publicId) => reader.get<{ id: number }>('SELECT id FROM workspace WHERE public_id = ?', publicId)?.id,
  write(tx, row) {
    const columns = columnsFor(tx, choices, row.fields)
    if (columns === null || workspaceCodec.rowOf(tx, row.id) === undefined) return 'waits'
    const sets = Object.keys(columns).map((name) => `${name} = @${name}`)
    tx.run(`UPDATE workspace SET ${sets.join(', ')}, version = version + 1`, columns)
    return 'done'
  },
}

export const seatCodec = tableCodec({
  kind: 'seat',
  table: 'seats',
  fields: {
    name: text(),
    address: text(),
    role: text('admin', 'member'),
    state: text('active', 'locked'),
    mailboxLimit: orNone(int),
    delegates: flag,
    createdAt: int,
  },
  also: ({ address }) => (typeof address === 'string' ? { address_key: addressKey(address) } : {}),
})

export const deviceCodec = tableCodec({
  kind: 'device',
  table: 'devices',
  fields: {
    seat: ref('seats', 'seat_id'),
    name: text(),
    signingKey: text(),
    sealingKey: text(),
    state: text('active', 'revoked'),
    lastChunk: orNone(int),
    createdAt: int,
  },
})

export const invitationCodec = tableCodec({
  kind: 'invitation',
  table: 'invitations',
  fields: {
    seat: ref('seats', 'seat_id'),
    key: text(),
    expiresAt: int,
    state: text('open', 'used', 'withdrawn'),
    usedBy: orNone(text()),
    createdAt: int,
  },
})
