/** Contacts whose mailbox was removed go on from another, at the step where they stopped. */

import type { AskedFilter } from '../../shared/domain/contact-query.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { momentText } from '../../shared/domain/time-text.ts'
import { type AccountRow, accountEver, removedByAddress } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { contactIds, type IdPage } from '../store/contact-pages.ts'
import { tagChanges, writeTags } from '../store/contact-writes.ts'
import { contactIdsOf } from '../store/contacts.ts'
import type { Reader, Tx } from '../store/open.ts'
import { batchById } from '../store/planning.ts'
import { addSteps } from '../store/sequence-edits.ts'
import { findSequence } from '../store/sequences.ts'
import { goOn, type Stopped, type StoppedWish, stoppedBy, stoppedFacts } from '../store/stopped.ts'
import { workspaceRow } from '../store/workspace.ts'
import { filterOf } from './contacts-filter.ts'
import { type Asker, isoOrNull, os, type Room } from './context.ts'
import { checkMayChange } from './may-change.ts'
import { checkHeir, type Foretold, foretell } from './takeover.ts'
import { amount, seenBy } from './takeover-words.ts'

interface Wish {
  account: string
  tag?: string | undefined
  enrollments?: string[] | undefined
  contacts?: string[] | undefined
  filter?: AskedFilter | undefined
  sequence?: string | undefined
  removed?: string | undefined
  untag: boolean
  dry_run: boolean
}

const choices = ['tag', 'enrollments', 'contacts', 'filter', 'sequence', 'removed'] as const

function everybody(reader: Reader, asked: AskedFilter, now: number): number[] {
  const filter = filterOf(reader, asked, now)
  const ids: number[] = []
  let after: number | null = null
  do {
    const page: IdPage = contactIds(reader, filter, { sort: 'added', desc: false, after, limit: 5000 })
    ids.push(...page.ids)
    after = page.next
  } while (after !== null)
  return ids
}

/** @throws Refusal `bad_request` unless it names them in exactly one way, `not_found` for what isn't there */
function whomOf(reader: Reader, wish: Wish, now: number): StoppedWish {
  const given = choices.filter((choice) => wish[choice] !== undefined)
  if (given.length !== 1) throw new Refusal('bad_request', `Name the contacts by one of: ${choices.join(', ')}.`)
  if (wish.untag && wish.tag === undefined)
    throw new Refusal('bad_request', 'untag: Only where the contacts are named by their tag.')
  if (wish.tag !== undefined) return { tag: wish.tag }
  if (wish.enrollments !== undefined) return { enrollments: wish.enrollments }
  if (wish.contacts !== undefined) return { contactIds: contactIdsOf(reader, wish.contacts) }
  if (wish.filter !== undefined) return { contactIds: everybody(reader, wish.filter, now) }
  if (wish.sequence !== undefined) {
    const sequence = findSequence(reader, wish.sequence)
    if (!sequence) throw new Refusal('not_found', `There is no sequence "${wish.sequence}".`)
    return { sequenceId: sequence.id }
  }
  const name = wish.removed ?? ''
  const removed = accountEver(reader, name) ?? removedByAddress(reader, name)
  if (!removed) throw new Refusal('not_found', `No mailbox "${name}" was removed: give its address or its id.`)
  return { accountId: removed.id }
}

/** Why one can't go on; null = it can. Asked for each as things are by then: the one before may be the same contact. */
export function objection(
  tx: Tx,
  asker: Asker,
  one: Pick<Stopped, 'id' | 'sandbox' | 'accountId' | 'batchId'>,
): string | null {
  const facts = stoppedFacts(tx, one.id)
  if (!facts || facts.gone) return 'the contact is gone'
  if (facts.suppressed) return 'the contact must not be written to'
  if (facts.busy) return 'is under way in another sequence by now'
  if (facts.archived) return 'the sequence is archived'
  if (facts.former !== null) return `its emails were for ${facts.former}`
  if (one.sandbox === 1) return 'it was engaged in the sandbox'
  try {
    checkMayChange(tx, asker, one)
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

interface Deed {
  heir: AccountRow
  went: (Stopped & { emails: number; step: number | null })[]
  refused: { one: Stopped; why: string }[]
}

function reassign(tx: Tx, room: Room, asker: Asker, wish: Wish, now: number): { result: Deed; own: Set<number> } {
  const heir = checkHeir(tx, asker, wish.account)
  const deed: Deed = { heir, went: [], refused: [] }
  for (const one of stoppedBy(tx, whomOf(tx, wish, now))) {
    const why = objection(tx, asker, one)
    if (why !== null) deed.refused.push({ one, why })
    else {
      deed.went.push({ ...one, ...goOn(tx, one, heir.id, `goes on from ${heir.address}`, now) })
    }
  }
  const mark = stamp(tx, now, asker.seatId)
  const id = () => publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  // the sequence may have got steps while they stood still
  for (const batchId of new Set(deed.went.map((one) => one.batchId)))
    addSteps(tx, batchId, batchById(tx, batchId)?.steps ?? [], { now, id, mark })
  if (wish.untag && wish.tag !== undefined) {
    const ids = [...new Set(deed.went.map((one) => one.contactId))]
    const changes = tagChanges(tx, ids, { add: [], remove: [wish.tag] })
    if (changes.length > 0) writeTags(tx, changes, mark)
  }
  return { result: deed, own: new Set(deed.went.map((one) => one.id)) }
}

const sequencesOf = ({ went }: Deed) =>
  [...Map.groupBy(went, (one) => one.sequencePublicId)].map(([public_id, rows]) => ({
    public_id,
    name: rows[0]?.sequence ?? '',
    contacts: rows.length,
    steps: [...Map.groupBy(rows, (one) => one.step)]
      .flatMap(([step, some]) => (step === null ? [] : [{ step, contacts: some.length }]))
      .sort((a, b) => a.step - b.step),
  }))

const reachedOf = ({ went }: Deed): number => went.filter((one) => one.sent > 0).length
const emailsOf = ({ went }: Deed): number => went.reduce((sum, one) => sum + one.emails, 0)

function wordsOf(deed: Deed, foretold: Foretold | null, now: number, zone: string): string[] {
  const { heir, went, refused } = deed
  if (went.length + refused.length === 0) return ['Nobody among them stopped because a mailbox was removed.']
  const before = [...new Set(went.map((one) => one.sender))].join(', ')
  const words = [
    `${amount(went.length, 'contact')} ${went.length === 1 ? 'goes' : 'go'} on from ${heir.address} where ${went.length === 1 ? 'it' : 'they'} stopped: ${amount(emailsOf(deed), 'email')}.`,
    ...seenBy(heir, before, reachedOf(deed)),
  ]
  const { first, last, displaced } = foretold ?? {}
  if (first && last)
    words.push(`The first leaves ${momentText(first, now, zone)}, the last ${momentText(last, now, zone)}.`)
  if (displaced) words.push(`${amount(displaced, 'email')} to others ${displaced === 1 ? 'gets' : 'get'} another slot.`)
  if (refused.length > 0) words.push(`${amount(refused.length, 'contact')} can't go on.`)
  return words
}

/** So many of those that can't go on are named. */
const named = 500

export const reassigning = os.enrollments.reassign.handler(({ input, context: { room, asker } }) => {
  const { store, ports, changes } = room
  const now = ports.clock.now()
  const { result, foretold } = foretell(store, now, (tx) => reassign(tx, room, asker, input, now))
  const deed = input.dry_run ? result : store.write((tx) => reassign(tx, room, asker, input, now).result)
  if (!input.dry_run && deed.went.length > 0) changes.tell('enrollments', 'sends', 'contacts')
  const { heir, went, refused } = deed
  return {
    account: heir.publicId,
    from_email: heir.address,
    done: !input.dry_run,
    contacts: went.length,
    emails: emailsOf(deed),
    reached: reachedOf(deed),
    sequences: sequencesOf(deed),
    first: isoOrNull(foretold?.first ?? null),
    last: isoOrNull(foretold?.last ?? null),
    displaced: foretold?.displaced ?? null,
    refused: refused.slice(0, named).map(({ one, why }) => ({
      enrollment: one.publicId,
      contact: one.contact,
      sequence: one.sequence,
      why,
    })),
    refused_contacts: refused.length,
    words: wordsOf(deed, foretold, now, workspaceRow(store).zone),
  }
})
