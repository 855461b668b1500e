/** Where a mailbox is at home, where somebody made a computer of theirs its home who had lost the mailbox (domain/whose-mailbox.ts). */
import type { Folded } from '../../shared/domain/shared-fold.ts'
import { deviceIn, hasLostHome, homeIn } from '../../shared/domain/whose-mailbox.ts'
import { courtOf } from './facts.ts'
import type { Reader } from './open.ts'
import { namesOf } from './twins.ts'

const isHome = (field: string): boolean => field.startsWith('homes.')

/**
 * The row of an account without homes that don't count: of each epoch the first word counts that somebody said who could.
 *
 * @param id public id that stays
 * @param row as it is folded; itself where all of its homes count
 */
export function withoutLost<F extends Folded>(reader: Reader, id: string, row: F): F {
  const epochs = Object.keys(row.fields).filter(isHome)
  const { authority } = courtOf(reader)
  const names = namesOf(reader, 'account', id)
  const lost = epochs.filter((field) => hasLostHome(authority, names, epochIn(field)))
  if (lost.length === 0) return row
  const fields = { ...row.fields }
  for (const field of lost) {
    const home = homeIn(authority, names, epochIn(field))
    if (home === undefined) delete fields[field]
    else fields[field] = home
  }
  return { ...row, fields }
}

const epochIn = (field: string): string => field.slice('homes.'.length)

/**
 * What an account's row says otherwise than the others were told, in the changes that it is told by. Its home by itself: it is believed
 * of whoever lost the mailbox meanwhile, and nothing else is. A home that another computer is was told by that one.
 */
export function homesApart(set: Record<string, unknown>, device: string): Record<string, unknown>[] {
  const homes = Object.entries(set).filter(([field]) => isHome(field))
  const own = homes.filter(([, home]) => deviceIn(home) === device)
  const rest = Object.entries(set).filter(([field]) => !isHome(field))
  return [rest, own].filter((fields) => fields.length > 0).map((fields) => Object.fromEntries(fields))
}
