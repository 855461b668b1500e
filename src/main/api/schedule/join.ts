/**
 * Contacts added later to an engagement. They get one of their own beside it, so that it can be written, taken back and
 * told like any other; what was chosen for the first holds for them too, and both together keep its pace.
 */
import { endInstant } from '../../../shared/domain/engagement-ends.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { accountByPublicId } from '../../store/accounts.ts'
import { engagementToJoin, type JoinedRow, type SenderShare, sendersWithin } from '../../store/engagement-joins.ts'
import type { Reader } from '../../store/open.ts'
import type { SequenceRow } from '../../store/sequences.ts'
import type { Asker } from '../context.ts'
import type { Choices } from '../preview-input.ts'
import { objection } from './senders.ts'
import { type PeopleWish, sequenceOf } from './who.ts'

/** What an engagement decides for those who join it: none of it can be given with `join`. */
const decided = ['group', 'per_day', 'per_hour', 'windows', 'zone', 'holidays', 'days_off', 'ends'] as const

export interface Standing<W> {
  /** With the senders of the engagement that is joined, where one is. */
  wish: W
  /** With its version of the steps. */
  sequence: SequenceRow
  engagement: JoinedRow | null
}

type Asked = Omit<PeopleWish, 'seed'> & { join?: string | undefined }

/** @throws Refusal `not_found`, and `bad_request` for a choice that the engagement has made already */
export function asJoined<W extends Asked>(reader: Reader, asker: Asker, wish: W): Standing<W> {
  const sequence = sequenceOf(reader, wish.sequence)
  if (wish.join === undefined) return { wish, sequence, engagement: null }
  const engagement = engagementToJoin(reader, wish.join)
  if (!engagement || engagement.sequenceId !== sequence.id)
    throw new Refusal('not_found', `There is no engagement "${wish.join}" of "${sequence.name}".`)
  checkChosen(wish)
  const { assign, group, root } = engagement
  const chosen =
    assign === 'mine' || assign === 'selected' ? named(reader, asker, assign, sendersWithin(reader, root)) : []
  return {
    wish: {
      ...wish,
      assign,
      senders: chosen,
      ...(group === null ? {} : { group }),
      within: root,
      ends: engagement.ends ?? {},
    },
    sequence: { ...sequence, versionId: engagement.versionId, steps: engagement.steps },
    engagement,
  }
}

function checkChosen(wish: Asked): void {
  const given = wish as unknown as Record<string, unknown>
  const [what] = [
    ...(wish.senders.length > 0 ? ['senders'] : []),
    ...(wish.assign === 'mine' ? [] : ['assign']),
    ...(given.recipient_zone === true ? ['recipient_zone'] : []),
    ...decided.filter((each) => given[each] !== undefined),
  ]
  if (what)
    throw new Refusal(
      'bad_request',
      `Whoever joins an engagement gets what was chosen for it: leave "${what}" out, or engage them by themselves.`,
      { field: what },
    )
}

/** Who has sent so far, in the shares they had; those who can't send any more only where nobody else is left. */
function named(reader: Reader, asker: Asker, assign: 'mine' | 'selected', shares: SenderShare[]) {
  const able = shares.filter(({ account }) => {
    const found = accountByPublicId(reader, account)
    return found !== undefined && objection(reader, asker, found) === null
  })
  const of = able.length > 0 ? able : shares
  const senders = of.map(({ account, alias, contacts }) => ({ account: alias ?? account, weight: contacts }))
  return assign === 'mine' ? senders.slice(0, 1) : senders
}

/** How the engagement sends, from a start of their own. @throws Refusal `state` where it has ended */
export function choicesOfJoined(engagement: JoinedRow, start: string, now: number): Choices {
  const { zone, windows, holidays, daysOff, perDay, perHour, useContactZone, ends } = engagement
  if (ends?.until && now >= endInstant(ends.until, zone))
    throw new Refusal(
      'state',
      `That engagement ended on ${ends.until}, and nothing of it leaves any more. Give it a later date first, or engage them by themselves.`,
    )
  return { zone, windows, holidays, daysOff, start, perDay, perHour, recipientZone: useContactZone }
}

/** "Now" is never before the engagement itself begins; a slot that was named counts as it is. */
export const startOfJoined = ({ start }: JoinedRow, asked: string, at: number): number =>
  asked === 'now' ? Math.max(at, start) : at
