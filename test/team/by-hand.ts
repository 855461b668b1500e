/** What people do by hand on computers of a fleet: manual steps, emails that they cancel, put back, hold and let go, contacts that are one person. */
import type { Deeds } from './deeds.ts'
import type { Computer } from './fleet.ts'
import { asked, type Deed, type Draw, pick } from './leaving.ts'
import { engageOne, freeContacts, mailboxes } from './people.ts'

const withTask = `SELECT q.id FROM sequences q JOIN sequence_versions v ON v.sequence_id = q.id
  WHERE v.steps LIKE '%"task"%' AND q.deleted = 0 ORDER BY q.public_id`

/** Somebody engages a contact in a sequence whose second step a person does; whoever has none writes one. */
const call: Deed = (fleet, one, draw) =>
  asked(async () => {
    const { store, client } = one
    const sequence = pick(store.all<{ id: number }>(withTask), draw)
    if (!sequence) {
      const steps = [
        { subject: 'Hello', text: 'Hi' },
        { kind: 'task' as const, subject: 'Call', note: 'Ask', delay: { days: 1 } },
      ]
      return client.sequences.create({ name: `Calls of ${one.name}`, steps })
    }
    const own = pick(
      mailboxes(one).filter(({ seat }) => seat === 1),
      draw,
    )
    const about = pick(freeContacts(one), draw)
    if (own && about) engageOne(one, own.id, about, { sequenceId: sequence.id, now: fleet.clock(one) })
  })

const sends = ({ store }: Computer, where: string) =>
  store.all<{ id: string; enrollment: string; step: number }>(
    `SELECT s.public_id AS id, e.public_id AS enrollment, s.step FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE ${where} ORDER BY e.public_id, s.step`,
  )

/** A person says of a manual step that it is done, or not to be, or takes that back. */
const task: Deed = (_, one, draw) =>
  asked(async () => {
    const row = pick(sends(one, "s.kind = 'task'"), draw)
    const { tasks } = one.client
    if (row) await [tasks.done, tasks.skip, tasks.undo][draw(3)]?.({ public_id: row.id })
  })

const cancel: Deed = (_, one, draw) =>
  asked(async () => {
    const row = pick(sends(one, "s.state = 'planned' AND s.kind <> 'task'"), draw)
    if (row) await one.client.sends.cancel({ public_id: row.id })
  })

/** Of what was cancelled and is in no Sent folder. */
const putBack: Deed = (fleet, one, draw) =>
  asked(async () => {
    const rows = sends(one, "s.state = 'withdrawn' AND s.kind <> 'task'")
    const row = pick(
      rows.filter(({ enrollment, step }) => !fleet.hasLeft(enrollment, step)),
      draw,
    )
    if (row) await one.client.sends.restore({ public_id: row.id })
  })

/** Somebody holds an email back, or lets one go that is held. */
const hold: Deed = (_, one, draw) =>
  asked(async () => {
    const rows = sends(one, "s.state = 'planned' AND s.kind <> 'task' AND s.review IS NULL")
    const row = pick(rows, draw)
    if (row) await one.client.sends.hold({ public_id: row.id })
  })

const letGo: Deed = (_, one, draw) =>
  asked(async () => {
    const row = pick(sends(one, "s.state = 'planned' AND s.held = 1 AND s.review IS NULL"), draw)
    if (row) await one.client.sends.release({ public_id: row.id })
  })

/** Two contacts turn out to be one person. */
const merge: Deed = (_, one, draw: Draw) =>
  asked(async () => {
    const all = one.store.all<{ id: string }>(
      'SELECT public_id AS id FROM contacts WHERE deleted = 0 AND merged_into IS NULL ORDER BY public_id',
    )
    const [keep, gone] = [pick(all, draw), pick(all, draw)]
    if (keep && gone && keep.id !== gone.id) await one.client.contacts.merge({ keep: keep.id, merge: [gone.id] })
  })

export const byHand: Deeds = [
  [2, 'call', call],
  [3, 'task', task],
  [2, 'cancel', cancel],
  [2, 'put back', putBack],
  [1, 'merge', merge],
  [2, 'hold', hold],
  [1, 'let go', letGo],
]
