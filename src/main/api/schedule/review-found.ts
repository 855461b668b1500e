/** Whom a review pages through, found out of all contacts at once: here, or by a worker where there are many. */
import type { Reader } from '../../store/open.ts'
import type { Asker, WhomFound, WhomWish } from '../context.ts'
import { asJoined } from './join.ts'
import { peopleOf } from './who.ts'

/** @throws Refusal as `peopleOf` does */
export function whomFound(reader: Reader, asker: Asker, asked: WhomWish, now: number): WhomFound {
  const { wish, sequence } = asJoined(reader, asker, asked)
  const { members } = peopleOf(reader, asker, { ...wish, withEmpty: true }, sequence, now)
  const accounts = [...new Set(members.map(({ account }) => account.id))]
  const numbers = new Map(accounts.map((id, i) => [id, i]))
  return {
    contacts: Float64Array.from(members, ({ contact }) => contact.id),
    senders: Uint32Array.from(members, ({ account }) => numbers.get(account.id) as number),
    accounts,
  }
}
