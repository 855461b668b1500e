/** The engagements of a sequence: what ends each for a contact, and changing that while it runs. */

import { allowed } from '../../../shared/domain/access.ts'
import { endInstant, endsOf } from '../../../shared/domain/engagement-ends.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { policyOf } from '../../../shared/domain/policy.ts'
import { stamp } from '../../store/clockwork.ts'
import { setEnds } from '../../store/engagement-ends.ts'
import { type EngagementRow, engagementByPublicId, engagementsOf } from '../../store/engagement-list.ts'
import type { Reader } from '../../store/open.ts'
import { findSequence } from '../../store/sequences.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { type Asker, iso, os } from '../context.ts'

/** Nobody looks through more. */
const most = 100

/** Whoever engaged decides what ends it, and admins: another date lets mail go that was taken out. */
const mayChange = (reader: Reader, asker: Asker, { seatId }: EngagementRow): boolean =>
  allowed('sequence.resume', asker, {
    part: [seatId],
    shared: policyOf(workspaceRow(reader).policy).send_for_each_other,
  })

const shown = (reader: Reader, asker: Asker, row: EngagementRow) => ({
  public_id: row.publicId,
  by: row.by,
  created_at: iso(row.createdAt),
  start: iso(row.start),
  zone: row.zone,
  sandbox: row.sandbox,
  contacts: row.contacts,
  under_way: row.underWay,
  ends: row.ends ?? {},
  cut: row.cut,
  joins: row.joins,
  can_change: mayChange(reader, asker, row),
})

export const engagements = os.sequences.engagements.handler(({ input, context: { room, asker } }) => {
  const row = findSequence(room.store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no sequence "${input.public_id}".`)
  return engagementsOf(room.store, row.id, most).map((each) => shown(room.store, asker, each))
})

function found(reader: Reader, publicId: string): EngagementRow {
  const row = engagementByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', `There is no engagement "${publicId}".`)
  return row
}

export const change_ends = os.sequences.change_ends.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const ends = endsOf(input.ends)
  room.store.write((tx) => {
    const row = found(tx, input.public_id)
    if (!mayChange(tx, asker, row))
      throw new Refusal('forbidden', `${row.by} engaged these contacts. Ask them, or an admin.`)
    if (ends?.until && ends.until !== row.ends?.until && now >= endInstant(ends.until, row.zone))
      throw new Refusal('invalid_schedule', `It can't end on ${ends.until}: that day has gone by. Give a later date.`, {
        field: 'until',
      })
    setEnds(tx, row.id, ends, stamp(tx, now, asker.seatId), now)
  })
  room.changes.tell('sequences', 'sends', 'enrollments')
  return shown(room.store, asker, found(room.store, input.public_id))
})
