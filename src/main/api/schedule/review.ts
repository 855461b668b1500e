/**
 * Looking through what each contact would get, before anybody is engaged. What was edited or approved is frozen: engaging
 * takes it along word for word, and is refused where the step gives a contact another text by now than was looked at.
 */
import { addressKey } from '../../../shared/domain/address.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { writerOf } from '../../../shared/domain/letter.ts'
import { headerText } from '../../../shared/domain/message.ts'
import { ownTextTrouble } from '../../../shared/domain/own-text.ts'
import { conversationStart, waysOf } from '../../../shared/domain/variant.ts'
import { filesOf, type LetterSource, subjectFrom, wordsOf } from '../../mail/letter.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { type AudienceRow, audienceMember } from '../../store/audience.ts'
import {
  dropLetterDrafts,
  keepLetterDraft,
  keptBases,
  type LetterDraft,
  letterDrafts,
} from '../../store/letter-drafts.ts'
import type { Reader } from '../../store/open.ts'
import { type ExactText, textHash } from '../../store/own-text.ts'
import type { SequenceRow } from '../../store/sequences.ts'
import { type Asker, iso, os } from '../context.ts'
import { asJoined } from './join.ts'
import { membersAt, type Whom, whomOf } from './review-whom.ts'
import { type Chosen, sendingOf } from './senders.ts'
import { type Member, sequenceOf } from './who.ts'

type Alias = Chosen['alias']
type Drafts = ReadonlyMap<string, LetterDraft>

const nameOf = (contactId: number, step: number): string => `${contactId} ${step}`
const byName = (drafts: readonly LetterDraft[]): Drafts =>
  new Map(drafts.map((draft) => [nameOf(draft.contactId, draft.step), draft]))

/** One email of a contact who isn't engaged yet, made of what an email is made of. */
function sourceOf(
  reader: Reader,
  sequence: SequenceRow,
  who: Member,
  alias: Alias,
  at: { step: number; drafts: Drafts },
) {
  const { contact, account } = who
  const winner = sequence.steps[at.step - 1]?.winner ?? null
  const began = conversationStart(sequence.steps, at.step)
  const facts = {
    ...contact,
    step: at.step,
    variant: winner,
    steps: JSON.stringify(sequence.steps),
    versionId: sequence.versionId,
    sendPublicId: '',
    enrollmentPublicId: '',
    to: contact.address,
  }
  const first = {
    step: began,
    messageId: null,
    subject: null,
    variant: sequence.steps[began - 1]?.winner ?? null,
    ownSubject: at.drafts.get(nameOf(contact.id, began))?.subject ?? null,
  }
  return {
    keeper: reader,
    facts,
    from: writerOf(account, alias),
    key: new Uint8Array(),
    out: { host: null, track: false, words: null, postal: null },
    thread: began < at.step ? [first] : [],
    file: () => undefined,
  } satisfies LetterSource
}

/** Of what its step gives, files too: another price list beside the same words is another email. */
const baseOf = (given: ExactText | string, source: LetterSource): string =>
  textHash(typeof given === 'string' ? { subject: '', html: null, text: given } : given, filesOf(source))

const aliasOf = (chosen: readonly Chosen[], account: AccountRow): Alias =>
  chosen.find((each) => each.account.id === account.id)?.alias ?? null

const isDrawn = (step: SequenceRow['steps'][number]): boolean => waysOf(step).length > 1

export const review = os.schedule.review.handler(async ({ input, context: { room, asker } }) => {
  const { store } = room
  const { step, after, only, limit, ...asked } = input
  const { wish, sequence } = store.read(() => asJoined(store, asker, asked))
  if (!sequence.steps[step - 1])
    throw new Refusal('not_found', `There is no step ${step}: the sequence has ${sequence.steps.length}.`)
  const place = { seatId: asker.seatId, sequenceId: sequence.id }
  const whom = await whomOf(room, asker, asked, { wish, sequence })
  return store.read(() => {
    const had = keptBases(store, place, step)
    const holding = holdingOf(store, { sequence, whom, step, had })
    const fits = (contactId: number) =>
      only === 'all' || (only === 'open' ? !had.has(contactId) : had.has(contactId) && !holding.has(contactId))
    const places: number[] = []
    let at = (after ?? -1) + 1
    for (; at < whom.contacts.length && places.length < limit; at++)
      if (fits(whom.contacts[at] as number)) places.push(at)
    const members = membersAt(store, whom, places)
    const ids = members.map(({ contact }) => contact.id)
    const drafts = byName(letterDrafts(store, place, ids))
    return {
      contacts: whom.contacts.length,
      reviewed: holding.size,
      steps: sequence.steps.map((step, i) => ({ step: i + 1, kind: step.kind ?? 'email', drawn: isDrawn(step) })),
      rows: members.map(({ place, ...who }) =>
        shown(store, { sequence, who, alias: aliasOf(whom.chosen, who.account), step, drafts, place }),
      ),
      next: at < whom.contacts.length ? at - 1 : null,
    }
  })
})

interface Held {
  sequence: SequenceRow
  whom: Whom
  step: number
  /** What their step gave when they were looked at, by row id of the contact. */
  had: ReadonlyMap<number, string>
}

/** Row ids of the contacts whose email was edited or approved and whose step gives them what it did then. */
function holdingOf(reader: Reader, { sequence, whom, step, had }: Held): ReadonlySet<number> {
  const { bases, placeOf } = whom
  const asked = [...had.keys()].flatMap((id) => placeOf.get(id) ?? [])
  const unknown = asked.filter((place) => !bases.has(nameOf(whom.contacts[place] as number, step)))
  for (const { place: _, ...who } of membersAt(reader, whom, unknown)) {
    const source = sourceOf(reader, sequence, who, aliasOf(whom.chosen, who.account), { step, drafts: new Map() })
    bases.set(nameOf(who.contact.id, step), baseOf(wordsOf(source), source))
  }
  return new Set(
    [...had].flatMap(([id, base]) => (placeOf.has(id) && bases.get(nameOf(id, step)) === base ? [id] : [])),
  )
}

interface Shown {
  sequence: SequenceRow
  who: Member
  alias: Alias
  step: number
  drafts: Drafts
  place: number
}

function shown(reader: Reader, { sequence, who, alias, step, drafts, place }: Shown) {
  const { contact, account } = who
  const source = sourceOf(reader, sequence, who, alias, { step, drafts })
  const given = wordsOf(source)
  const base = baseOf(given, source)
  const draft = drafts.get(nameOf(contact.id, step))
  const own = draft && draft.base === base ? JSON.stringify(draft) : null
  return {
    place,
    contact_id: contact.publicId,
    contact: contact.address,
    name: [contact.firstName, contact.lastName].filter(Boolean).join(' ') || null,
    account: alias?.publicId ?? account.publicId,
    from: { name: source.from.name, address: source.from.address },
    given: typeof given === 'string' ? null : given,
    base,
    trouble: typeof given === 'string' ? given : null,
    title: subjectFrom({ ...source, facts: { ...source.facts, own } }),
    draft: draft
      ? {
          subject: draft.subject,
          html: draft.html,
          text: draft.text,
          how: draft.how,
          at: iso(draft.at),
          changed: draft.base !== base,
        }
      : null,
  }
}

/** @throws Refusal `not_found` */
function contactOf(reader: Reader, name: string): AudienceRow {
  const contact = audienceMember(reader, name) ?? audienceMember(reader, addressKey(name))
  if (!contact) throw new Refusal('not_found', `There is no contact "${name}".`)
  return contact
}

type KeepInput = { subject?: string | undefined; html?: string | undefined; text?: string | undefined }

const isWritten = ({ subject, html, text }: KeepInput): boolean =>
  [subject, html, text].some((part) => part !== undefined)

/** What is to be frozen: what was written, or what the step gives. @throws Refusal `bad_request` */
function exactOf(
  given: ExactText | string,
  input: KeepInput,
  source: LetterSource,
): ExactText & Pick<LetterDraft, 'how'> {
  if (!isWritten(input)) {
    if (typeof given === 'string') throw new Refusal('bad_request', `There is nothing to approve: ${given}.`)
    return { ...given, how: 'reviewed' }
  }
  const exact = {
    subject: headerText(input.subject ?? ''),
    html: input.html?.trim() ? input.html : null,
    text: input.text?.trim() ? input.text : null,
  }
  const trouble = ownTextTrouble(exact, source.thread.length === 0, filesOf(source))
  if (trouble !== null) throw new Refusal('bad_request', trouble)
  return { ...exact, how: 'edited' }
}

export const keep_reviewed = os.schedule.keep_reviewed.handler(({ input, context: { room, asker } }) =>
  room.store.write((tx) => {
    const sequence = sequenceOf(tx, input.sequence)
    const contact = contactOf(tx, input.contact)
    const { step } = input
    const written = sequence.steps[step - 1]
    if (!written || written.kind === 'task') throw new Refusal('not_found', `Step ${step} is no email.`)
    if (isDrawn(written))
      throw new Refusal(
        'state',
        `Step ${step} has variants: which one a contact gets is drawn when they are engaged. Edit that email in the Outbox then.`,
      )
    const place = { seatId: asker.seatId, sequenceId: sequence.id }
    const [{ account, alias }] = sendingOf(tx, asker, { assign: 'mine', senders: [{ account: input.account }] })
      .chosen as [Chosen]
    const drafts = byName(letterDrafts(tx, place))
    const source = sourceOf(tx, sequence, { contact, account }, alias, { step, drafts })
    const given = wordsOf(source)
    const base = baseOf(given, source)
    if (base !== input.base)
      throw new Refusal(
        'conflict',
        `The email to ${contact.address} is another one by now: the sequence, the contact or the sender was changed. Look at it again.`,
      )
    // who approves what was written by hand, and still holds, means that
    const before = drafts.get(nameOf(contact.id, step))
    if (!isWritten(input) && before?.base === base) return { how: before.how, hash: before.hash }
    const { how, ...exact } = exactOf(given, input, source)
    const hash = textHash(exact)
    keepLetterDraft(tx, place, { contactId: contact.id, step, base, ...exact, hash, how, at: room.ports.clock.now() })
    return { how, hash }
  }),
)

export const drop_reviewed = os.schedule.drop_reviewed.handler(({ input, context: { room, asker } }) =>
  room.store.write((tx) => {
    const place = { seatId: asker.seatId, sequenceId: sequenceOf(tx, input.sequence).id }
    const contactId = input.contact === undefined ? null : contactOf(tx, input.contact).id
    return { dropped: dropLetterDrafts(tx, place, contactId, input.step ?? null) }
  }),
)

/** How many are named in a refusal. */
const fewNamed = 50

/**
 * What was looked through must be what leaves.
 *
 * @throws Refusal `conflict` with `changed`: contacts and steps whose text is another one by now
 */
export function checkReviewed(
  reader: Reader,
  asker: Asker,
  { sequence, members, chosen }: { sequence: SequenceRow; members: readonly Member[]; chosen: readonly Chosen[] },
): void {
  const kept = letterDrafts(reader, { seatId: asker.seatId, sequenceId: sequence.id })
  if (kept.length === 0) return
  const drafts = byName(kept)
  const byContact = new Map(members.map((who) => [who.contact.id, who]))
  const changed = kept.filter(({ contactId, step, base }) => {
    const who = byContact.get(contactId)
    if (!who) return false
    const written = sequence.steps[step - 1]
    if (!written || written.kind === 'task' || isDrawn(written)) return true
    const source = sourceOf(reader, sequence, who, aliasOf(chosen, who.account), { step, drafts })
    return baseOf(wordsOf(source), source) !== base
  })
  const [first] = changed
  if (!first) return
  const who = byContact.get(first.contactId)?.contact.address
  const more = changed.length === 1 ? '' : ` and ${changed.length - 1} more`
  throw new Refusal(
    'conflict',
    `Emails that were reviewed are other ones by now: step ${first.step} to ${who}${more}. Look at them again, or forget what was reviewed; nobody was engaged.`,
    {
      changed: changed
        .slice(0, fewNamed)
        .map(({ contactId, step }) => ({ contact: byContact.get(contactId)?.contact.address, step })),
      count: changed.length,
    },
  )
}
