/** A mailbox goes: what goes with it, what of it can be kept, and the removal itself in one transaction. */
import { createHash } from 'node:crypto'
import { allowed } from '../../shared/domain/access.ts'
import { addressKey } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { type AccountRow, accountRows } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { tagChanges, writeTags } from '../store/contact-writes.ts'
import { accountTied } from '../store/elsewhere.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader, Tx } from '../store/open.ts'
import {
  deleteAccount,
  draftsOf,
  failAll,
  goingThrough,
  groupOf,
  handTo,
  keysBoundTo,
  plannedIds,
  requestsFor,
  stakesOf,
  unsettledOf,
  withdrawRest,
} from '../store/removal.ts'
import { ownerName } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import { eraseKept } from './accounts-erase.ts'
import { found } from './accounts-found.ts'
import { type Deed, removalWords, usualTag } from './accounts-removal-words.ts'
import { type Asker, isoOrNull, os, type Room } from './context.ts'
import { inactive, isSandbox, permission } from './may-send.ts'
import { checkHeir, type Foretold, foretell } from './takeover.ts'

/** @throws Refusal `not_found`, `state` for the managed account, `forbidden`, `stale_version` */
export function removable(reader: Reader, asker: Asker, publicId: string, version?: number): AccountRow {
  const row = found(reader, publicId)
  if (row.kind === 'managed')
    throw new Refusal(
      'state',
      "The managed account belongs to the workspace: it can be paused, but it can't be removed.",
    )
  if (!allowed('account.change', asker, { owner: row.seatId }))
    throw new Refusal(
      'forbidden',
      `${row.address} belongs to ${ownerName(reader, row) ?? 'the team'}; only an admin can remove it.`,
    )
  if (version !== undefined && version !== row.version)
    throw new Refusal('stale_version', `${row.address} is at version ${row.version}, not ${version}.`)
  return row
}

/** A name for everything that is planned through an account at present. */
export const seenOf = (reader: Reader, accountId: number): string =>
  createHash('sha256').update(plannedIds(reader, accountId).join()).digest('hex').slice(0, 32)

const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((all, row) => all + of(row), 0)

export function impactOf(reader: Reader, asker: Asker, row: AccountRow, now: number) {
  const stakes = stakesOf(reader, row.id)
  const group = groupOf(reader, row.id)
  const heirs = accountRows(reader).filter(
    (one) => one.id !== row.id && !isSandbox(one) && inactive(one) === null && permission(reader, asker, one) === null,
  )
  return {
    public_id: row.publicId,
    from_email: row.address,
    version: row.version,
    drafts: draftsOf(reader, row.id),
    scheduled: sum(stakes, (stake) => stake.scheduled),
    contacts: sum(stakes, (stake) => stake.contacts),
    reached: sum(stakes, (stake) => stake.reached),
    sequences: stakes.map(({ id, publicId, last, ...stake }) => ({
      public_id: publicId,
      ...stake,
      last: isoOrNull(last),
    })),
    last: isoOrNull(stakes.reduce<number | null>((last, one) => Math.max(last ?? 0, one.last ?? 0) || null, null)),
    ...unsettledOf(reader, row.id),
    aliases: row.aliases.map(({ address }) => address),
    group: group ? { public_id: group.publicId, name: group.name, left: group.left } : null,
    keys: keysBoundTo(reader, row.id, now).map(({ publicId, ...key }) => ({ public_id: publicId, ...key })),
    requests: requestsFor(reader, addressKey(row.address)).map(({ publicId, ...one }) => ({
      public_id: publicId,
      ...one,
    })),
    heirs: heirs.map(({ publicId, address, name }) => ({ public_id: publicId, from_email: address, from_name: name })),
    tag: usualTag(row.address),
    seen: seenOf(reader, row.id),
  }
}
export const removal = os.accounts.removal.handler(({ input, context: { room, asker } }) =>
  room.store.read(() =>
    impactOf(room.store, asker, removable(room.store, asker, input.public_id), room.ports.clock.now()),
  ),
)

interface Wish {
  public_id: string
  version?: number | undefined
  way: 'save' | 'tag' | 'move' | 'go_ahead'
  tag?: string | undefined
  to?: string | undefined
  seen?: string | undefined
  dry_run: boolean
}

/** @throws Refusal `bad_request` where the wish doesn't fit its way; `state` and `conflict` where it can't be done now */
function checkWish(reader: Reader, row: AccountRow, wish: Wish): void {
  if (wish.way === 'move' && wish.to === undefined)
    throw new Refusal('bad_request', 'to: Missing: name the mailbox that goes on.')
  if (wish.way !== 'move' && wish.to !== undefined)
    throw new Refusal('bad_request', `to: Only with the way "move", not with "${wish.way}".`)
  if (wish.way !== 'tag' && wish.tag !== undefined)
    throw new Refusal('bad_request', `tag: Only with the way "tag", not with "${wish.way}".`)
  if (wish.way === 'save' && wish.seen === undefined && !wish.dry_run)
    throw new Refusal('bad_request', 'seen: Missing: fetch its drafts first, and give the "seen" that came with them.')
  const { sending, unsure } = unsettledOf(reader, row.id)
  if (unsure > 0)
    throw new Refusal(
      'state',
      `It is not certain whether ${unsure === 1 ? 'an email' : `${unsure} emails`} of ${row.address} arrived. Decide that in the outbox first; then it can be removed.`,
      { unsure },
    )
  if (sending > 0)
    throw new Refusal(
      'state',
      `${row.address} is handing over ${sending === 1 ? 'an email' : `${sending} emails`} just now. Pause it, and remove it in a moment.`,
      { sending },
    )
  if (wish.seen !== undefined && wish.seen !== seenOf(reader, row.id))
    throw new Refusal('conflict', `Other emails are planned through ${row.address} than when you looked. Look again.`)
}

/** All of it but the keychain; `own` are the enrollments (row ids) that move. */
function remove(tx: Tx, asker: Asker, wish: Wish, now: number): { result: Deed; own: ReadonlySet<number> } {
  const row = removable(tx, asker, wish.public_id, wish.version)
  checkWish(tx, row, wish)
  const heir = wish.to === undefined ? null : checkHeir(tx, asker, wish.to)
  if (heir?.id === row.id) throw new Refusal('bad_request', `to: ${row.address} is the one that goes.`)
  const tied = heir && accountTied(tx, row.id)
  if (tied)
    throw new Refusal('state', `What is planned from ${row.address} can't be given to another mailbox here. ${tied}`)
  const impact = impactOf(tx, asker, row, now)
  const mark = stamp(tx, now, asker.seatId)
  const going = goingThrough(tx, row.id)
  const tag = wish.way === 'tag' ? (wish.tag ?? usualTag(row.address)) : null
  const changes =
    tag === null
      ? []
      : tagChanges(tx, [...new Set(going.map(({ contactId }) => contactId))], { add: [tag], remove: [] })
  if (changes.length > 0) writeTags(tx, changes, mark)
  const ids = going.map(({ id }) => id)
  const movedEmails = heir ? handTo(tx, ids, heir.id) : 0
  const gone = heir ? { contacts: 0, emails: withdrawRest(tx, row.id, now) } : failAll(tx, row.id, now)
  deleteAccount(tx, row.id, mark)
  const moved = heir ? going.length : 0
  const result = { row, impact, heir, tag, ...gone, tagged: changes.length, moved, movedEmails }
  return { result, own: new Set(ids) }
}

function shown(room: Room, wish: Wish, deed: Deed, foretold: Foretold | null, secrets: string | null) {
  const now = room.ports.clock.now()
  return {
    public_id: deed.row.publicId,
    from_email: deed.row.address,
    way: wish.way,
    removed: !wish.dry_run,
    contacts: deed.contacts,
    emails: deed.emails,
    tagged: deed.tagged,
    moved: deed.moved,
    moved_emails: deed.movedEmails,
    last_before: isoOrNull(foretold?.lastBefore ?? null),
    last_after: isoOrNull(foretold?.last ?? null),
    displaced: foretold?.displaced ?? null,
    words: removalWords(wish.way, deed, foretold, { now, zone: workspaceRow(room.store).zone }),
    secrets,
  }
}

/**
 * What it leads to is worked out before it is done, for the answer; whoever asked with `dry_run` has seen the same.
 *
 * @throws Refusal; then nothing is changed
 */
export async function removeAccount(room: Room, asker: Asker, wish: Wish) {
  const { store, ports, changes } = room
  const now = ports.clock.now()
  const { result, foretold } = foretell(store, now, (tx) => remove(tx, asker, wish, now))
  if (wish.dry_run) return shown(room, wish, result, foretold, null)
  const deed = store.write((tx) => {
    const done = remove(tx, asker, wish, now).result
    note(tx, now, 'account_removed', removedNote(done), { account: done.row.publicId, ...deedOf(asker) })
    return done
  })
  changes.tell('accounts', 'sends', 'enrollments', 'contacts')
  return shown(room, wish, deed, foretold, await eraseKept(room, deed.row.publicId))
}

function removedNote({ row, heir, contacts, emails, moved }: Deed): string {
  if (heir) return `${row.address} was removed. ${heir.address} goes on with its ${moved} contacts.`
  return `${row.address} was removed: ${emails} planned emails were deleted, ${contacts} contacts stopped in their sequences.`
}

export const removing = os.accounts.remove.handler(({ input, context: { room, asker } }) =>
  removeAccount(room, asker, input),
)
