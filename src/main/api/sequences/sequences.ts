import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import { stamp } from '../../store/clockwork.ts'
import { firstPlannedOfSequence } from '../../store/enrollments.ts'
import type { Store, Tx } from '../../store/open.ts'
import { setSequencePaused } from '../../store/pausing.ts'
import {
  attachment,
  findSequence,
  insertSequence,
  keepAttachment,
  listSequences,
  type SequenceRow,
  setArchived,
} from '../../store/sequences.ts'
import type { StoredStep } from '../../store/stored-step.ts'
import { type Context, os, type Room } from '../context.ts'
import { checkMayResume } from '../may-change.ts'
import { resumeSends } from '../resume.ts'
import { check } from './check.ts'
import { consequenceOf } from './consequence.ts'
import { edit } from './edit.ts'
import { change_ends, engagements } from './engagements.ts'
import { sequenceFile, stepsFromFile } from './file.ts'
import { gallery } from './gallery.ts'
import { render, variables } from './render.ts'
import { bySequence, figuresOf, shown, shownWhole } from './shown.ts'
import { type GivenStep, readSteps } from './steps.ts'
import { test_send } from './test-send.ts'
import { chooseWinner } from './winner.ts'

function find(room: Room, name: string): SequenceRow {
  const row = findSequence(room.store, name)
  if (!row) throw new Refusal('not_found', `There is no sequence "${name}".`)
  return row
}

const one = (room: Room, publicId: string) => {
  const row = find(room, publicId)
  return shown(room.store, row, figuresOf(room.store, row.id))
}

type Shown = ReturnType<typeof shown>
/** Those without what is asked for come last, in every order. */
const orders: Record<string, (a: Shown, b: Shown) => number> = {
  newest: () => 0,
  name: (a, b) => a.name.localeCompare(b.name, 'en', { sensitivity: 'base' }),
  next: (a, b) => later(a.progress.next) - later(b.progress.next),
  finish: (a, b) => later(a.progress.finish) - later(b.progress.finish),
  engaged: (a, b) => b.progress.engaged - a.progress.engaged,
}
/** Finite, or two without it would compare as NaN. */
const later = (at: string | null): number => (at === null ? Number.MAX_SAFE_INTEGER : Date.parse(at))

const list = os.sequences.list.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { store } = room
    const rows = listSequences(store, { archived: input?.show === 'archived', search: input?.search || null })
    const figures = bySequence(figuresOf(store, null))
    const none = { contacts: [], emails: [] }
    return rows
      .map((row) => shown(store, row, figures.get(row.id) ?? none))
      .filter((row) => input?.state === undefined || row.state === input.state)
      .sort(orders[input?.sort ?? 'newest'])
  }),
)
const get = os.sequences.get.handler(({ input, context: { room } }) =>
  room.store.read(() => shownWhole(room.store, find(room, input.public_id))),
)

const idOf = (room: Room): string => publicIdFrom(room.ports.dice.bytes(publicIdBytes))

function insert({ room, asker }: Context, tx: Tx, name: string, steps: StoredStep[]): string {
  const publicId = idOf(room)
  const now = room.ports.clock.now()
  insertSequence(tx, { publicId, name, steps, now, mark: stamp(tx, now, asker.seatId) })
  return publicId
}

function make(context: Context, input: { name: string; steps: GivenStep[] }) {
  const { room } = context
  const steps = readSteps(room.store, input.steps, new Set())
  const publicId = room.store.write((tx) => {
    for (const { files } of steps) for (const { hash, content } of files) keepAttachment(tx, hash, content)
    const stored = steps.map((step) => step.stored)
    return insert(context, tx, input.name, stored)
  })
  room.changes.tell('sequences')
  return one(room, publicId)
}

const create = os.sequences.create.handler(({ input, context }) => make(context, input))

const fromFile = os.sequences.import.handler(({ input, context }) => {
  const { name, steps } = stepsFromFile(input.text)
  return make(context, { name: input.name ?? name, steps })
})

const asFile = os.sequences.export.handler(({ input, context: { room } }) =>
  room.store.read(() => sequenceFile(room.store, find(room, input.public_id), input.format)),
)

const bytes = os.sequences.attachment.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { steps } = find(room, input.public_id)
    const files = steps.flatMap((step) => [step, ...(step.variants ?? [])].flatMap(({ attachments }) => attachments))
    const content = files.some(({ hash }) => hash === input.hash) ? attachment(room.store, input.hash) : undefined
    if (!content) throw new Refusal('not_found', 'No email of this sequence has that attachment any more.')
    return { content: content.toString('base64') }
  }),
)

const duplicate = os.sequences.duplicate.handler(({ input, context }) => {
  const { room } = context
  const row = find(room, input.public_id)
  const name = input.name ?? `${row.name.slice(0, 190)} (copy)`
  const publicId = room.store.write((tx) => insert(context, tx, name, row.steps))
  room.changes.tell('sequences')
  return one(room, publicId)
})

class TakenBack extends Error {}

/** Runs `work` in a transaction, and takes back all that it wrote when it was only to be tried. */
function attempt<T>(store: Store, dry: boolean, work: (tx: Tx) => T): T {
  let result: { value: T } | undefined
  try {
    store.write((tx) => {
      result = { value: work(tx) }
      if (dry) throw new TakenBack()
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  if (!result) throw new Error('the transaction ended without a result')
  return result.value
}

const choose_winner = os.sequences.choose_winner.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const consequence = attempt(room.store, input.dry_run, (tx) =>
    consequenceOf(tx, chooseWinner(tx, room, asker, input, now)),
  )
  if (!input.dry_run) room.changes.tell('sequences', 'sends', 'enrollments')
  const sequence = shownWhole(room.store, find(room, input.public_id))
  return { ...sequence, consequence: { applied: !input.dry_run, ...consequence } }
})

const update = os.sequences.update.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const consequence = attempt(room.store, input.dry_run, (tx) => consequenceOf(tx, edit(tx, room, asker, input, now)))
  if (!input.dry_run) room.changes.tell('sequences', 'sends', 'enrollments')
  const sequence = shownWhole(room.store, find(room, input.public_id))
  return { ...sequence, consequence: { applied: !input.dry_run, ...consequence } }
})

/** To hold mail back is safe, so everybody may; a second pause leaves it the first one's, who may take it back. */
const pause = os.sequences.pause.handler(({ input, context: { room, asker } }) => {
  const row = find(room, input.public_id)
  if (row.paused === 0) {
    const now = room.ports.clock.now()
    room.store.write((tx) => setSequencePaused(tx, row.id, true, stamp(tx, now, asker.seatId).author))
    room.changes.tell('sequences', 'sends')
  }
  return one(room, input.public_id)
})

const resume = os.sequences.resume.handler(({ input, context: { room, asker } }) => {
  const row = find(room, input.public_id)
  if (row.paused === 1) {
    checkMayResume(room.store, asker, row)
    room.store.write((tx) => {
      setSequencePaused(tx, row.id, false, null)
      resumeSends(tx, firstPlannedOfSequence(tx, row.id), room.ports.clock.now())
    })
    room.changes.tell('sequences', 'sends')
  }
  return one(room, input.public_id)
})

const setAside = (room: Room, publicId: string, archived: boolean) => {
  room.store.write((tx) => {
    const row = findSequence(tx, publicId)
    if (!row) throw new Refusal('not_found', `There is no sequence "${publicId}".`)
    if (archived && row.active > 0)
      throw new Refusal(
        'state',
        `"${row.name}" still has ${row.active} ${row.active === 1 ? 'contact' : 'contacts'} under way. Stop them or wait until it has finished; then archive it.`,
        { active: row.active },
      )
    setArchived(tx, row.id, archived)
  })
  room.changes.tell('sequences')
  return one(room, publicId)
}

const archive = os.sequences.archive.handler(({ input, context: { room } }) => setAside(room, input.public_id, true))
const unarchive = os.sequences.unarchive.handler(({ input, context: { room } }) =>
  setAside(room, input.public_id, false),
)

export const sequences = {
  list,
  get,
  create,
  update,
  choose_winner,
  export: asFile,
  attachment: bytes,
  import: fromFile,
  duplicate,
  archive,
  unarchive,
  pause,
  resume,
  check,
  render,
  test_send,
  variables,
  gallery,
  engagements,
  change_ends,
}
