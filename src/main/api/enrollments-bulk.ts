/** One deed for many contacts in sequences: those that refuse it are told with their reason, the others go ahead. */
import { mostChanged, mostForetold } from '../../shared/contract/enrollments.ts'
import type { Client } from '../../shared/contract/index.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import type { AccountRow } from '../store/accounts.ts'
import { type Mark, stamp } from '../store/clockwork.ts'
import { tagChanges, writeTags } from '../store/contact-writes.ts'
import { type EnrollmentPage, enrollmentIds } from '../store/enrollment-list.ts'
import { type EnrollmentRow, enrollmentIdsOf, enrollmentsById } from '../store/enrollments.ts'
import type { Reader, Tx } from '../store/open.ts'
import { batchById } from '../store/planning.ts'
import { addSteps } from '../store/sequence-edits.ts'
import { workspaceRow } from '../store/workspace.ts'
import { type Asker, type Context, os, type Room } from './context.ts'
import { type Deed, type Done, moveDeed, pauseDeed, resumeDeed, stopDeed } from './enrollments-deeds.ts'
import { cursorOf, enrollmentFilter, placeOf } from './enrollments-shown.ts'
import { type DeedDone, type EnrollmentAction, enrollmentWords } from './enrollments-words.ts'
import { checkMayChange } from './may-change.ts'
import { checkHeir, type Foretold, foretell } from './takeover.ts'

type Input = Parameters<Client['enrollments']['bulk']>[0]
type Wish = Input & { add: string[]; remove: string[] }

/** @throws Refusal `bad_request`: what the action needs is missing, or is said with another one */
function checkWish({ action, account, add, remove, ids, filter }: Wish): void {
  if ((ids === undefined) === (filter === undefined)) throw new Refusal('bad_request', 'Give either ids or a filter.')
  if ((action === 'move') !== (account !== undefined))
    throw new Refusal(
      'bad_request',
      action === 'move'
        ? 'account: Missing: name the mailbox that goes on writing.'
        : `account: Only with the action "move", not with "${action}".`,
    )
  if ((action === 'tag') !== add.length + remove.length > 0)
    throw new Refusal(
      'bad_request',
      action === 'tag'
        ? 'Name at least one tag to add or to remove.'
        : `add, remove: Only with the action "tag", not with "${action}".`,
    )
  const both = add.find((tag) => remove.includes(tag))
  if (both !== undefined) throw new Refusal('bad_request', `"${both}" can't be added and removed at once.`)
}

interface Found {
  ids: number[]
  next: string | null
}

/** @throws Refusal `not_found` when one of them isn't there, `bad_request` when they are too many for one go */
function named(reader: Reader, ids: readonly string[], dryRun: boolean): Found {
  const wanted = [...new Set(ids)]
  if (!dryRun && wanted.length > mostChanged)
    throw new Refusal(
      'bad_request',
      `ids: ${wanted.length} at once are too many: at most ${mostChanged} are changed in one go.`,
    )
  const found = enrollmentIdsOf(reader, wanted)
  const missing = wanted.find((id) => !found.has(id))
  if (missing !== undefined) throw new Refusal('not_found', `There is no enrollment "${missing}".`)
  return { ids: wanted.map((id) => found.get(id) as number), next: null }
}

const sort = 'engaged'

/** As many of those the filter finds as are dealt with in one go; a `next` says that there are more. */
function filtered(reader: Reader, asker: Asker, { filter, after, dry_run }: Wish): Found {
  const wanted = enrollmentFilter(reader, asker, filter ?? {})
  const most = dry_run ? mostForetold : mostChanged
  const page: EnrollmentPage = enrollmentIds(reader, wanted, { sort, after: placeOf(after, sort), limit: most })
  return { ids: page.ids, next: page.next && cursorOf(sort, page.next) }
}

/** Tags belong to contacts, whose they are everybody's to change: it refuses nobody. */
function tagAll(tx: Tx, rows: readonly EnrollmentRow[], { add, remove }: Wish, mark: Mark): DeedDone {
  const changes = tagChanges(tx, [...new Set(rows.map(({ contactId }) => contactId))], { add, remove })
  if (changes.length > 0) writeTags(tx, changes, mark)
  const changed = new Set(changes.map(({ id }) => id))
  const went = rows.filter(({ contactId }) => changed.has(contactId))
  return { went, emails: 0, refused: [] }
}

/** Each by itself: one that refuses keeps no other from it. */
function changeAll(tx: Tx, asker: Asker, ids: readonly number[], deed: Deed, now: number): DeedDone {
  const done: DeedDone = { went: [], emails: 0, refused: [] }
  for (const row of enrollmentsById(tx, ids)) {
    const outcome = tried(tx, asker, row, deed, now)
    if ('why' in outcome) done.refused.push({ row, why: outcome.why })
    else {
      done.went.push(row)
      done.emails += outcome.emails
    }
  }
  if (done.went.length > 0) deed.finish?.(tx, done.went, now)
  return done
}

function tried(tx: Tx, asker: Asker, row: EnrollmentRow, deed: Deed, now: number): Done {
  try {
    checkMayChange(tx, asker, row)
    return deed.one(tx, row, now)
  } catch (error) {
    if (error instanceof Refusal) return { why: error.message }
    throw error
  }
}

const plain = { pause: pauseDeed, resume: resumeDeed, stop: stopDeed }

/** Steps that their sequences got while they stood still without a mailbox. */
function addNewSteps(tx: Tx, room: Room, rows: readonly EnrollmentRow[], now: number, mark: Mark): void {
  const id = () => publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  const reopened = rows.filter(({ state }) => state === 'failed')
  for (const batchId of new Set(reopened.map((row) => row.batchId)))
    addSteps(tx, batchId, batchById(tx, batchId)?.steps ?? [], { now, id, mark })
}

/** @throws Refusal as `checkHeir` does */
function change(
  tx: Tx,
  { room, asker }: Context,
  wish: Wish,
  ids: readonly number[],
  now: number,
): DeedDone & { heir: AccountRow | null } {
  const mark = stamp(tx, now, asker.seatId)
  if (wish.action === 'tag') return { ...tagAll(tx, enrollmentsById(tx, ids), wish, mark), heir: null }
  if (wish.action !== 'move') return { ...changeAll(tx, asker, ids, plain[wish.action], now), heir: null }
  const heir = checkHeir(tx, asker, wish.account ?? '')
  const done = changeAll(tx, asker, ids, moveDeed(heir, asker, mark), now)
  addNewSteps(tx, room, done.went, now, mark)
  return { ...done, heir }
}

/** For these the times afterwards are worked out; what the others do moves nothing that could be told. */
const planned: readonly EnrollmentAction[] = ['resume', 'move']

function tryIt(context: Context, wish: Wish, ids: readonly number[], now: number) {
  const { store } = context.room
  const work = (tx: Tx) => {
    const result = change(tx, context, wish, ids, now)
    return { result, own: new Set(result.went.map(({ id }) => id)) }
  }
  return foretell(store, now, work, planned.includes(wish.action))
}

const tables = {
  pause: ['enrollments', 'sends'],
  resume: ['enrollments', 'sends'],
  stop: ['enrollments', 'sends'],
  move: ['enrollments', 'sends', 'accounts'],
  tag: ['contacts'],
} as const

export const bulk = os.enrollments.bulk.handler(({ input, context }) => {
  const { room, asker } = context
  const { store, ports } = room
  checkWish(input)
  const now = ports.clock.now()
  const { ids, next } = input.ids
    ? named(store, input.ids, input.dry_run)
    : store.read(() => filtered(store, asker, input))
  let foretold: Foretold | null = null
  let done: ReturnType<typeof change>
  if (input.dry_run) ({ result: done, foretold } = tryIt(context, input, ids, now))
  else {
    done = store.write((tx) => change(tx, context, input, ids, now))
    if (done.went.length > 0) room.changes.tell(...tables[input.action])
  }
  const { zone } = workspaceRow(store)
  return {
    done: done.went.length,
    done_ids: done.went.map(({ publicId }) => publicId),
    emails: done.emails,
    refused: done.refused.map(({ row, why }) => ({
      enrollment: row.publicId,
      contact: row.contact,
      sequence: row.sequence,
      why,
    })),
    next,
    words: enrollmentWords(input.action, done, {
      now,
      zone,
      heir: done.heir,
      add: input.add,
      remove: input.remove,
      foretold,
    }),
  }
})
