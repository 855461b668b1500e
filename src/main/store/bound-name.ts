/** Names that say what they belong to. Whoever tells one of something else isn't believed, whoever is heard first. */
import { hash } from 'node:crypto'
import { publicIdFrom } from '../../shared/domain/ids.ts'

/** Random names never begin so (`publicIdFrom`): those say nothing. */
const mark = 'u'

/** Characters of the hash: 60 bits are enough where nobody but an admin chooses what is hashed. */
const enough = 12
/** And 80 where a member does, who could try as many as they like, and to whom any name of the team's would do. */
export const chosenByAnybody = 16

const hashed = (text: string): string => publicIdFrom(hash('sha256', text, 'buffer'))

/**
 * A name that belongs to that.
 *
 * @param which what tells apart the names of one thing
 * @param letters of the hash, 5 bits each
 */
export const boundName = (to: string, which: string, letters = enough): string =>
  `${mark}${hashed(`${to} ${which}`).slice(0, letters)}${which}`

/** A name that belongs to something else. */
export const isBoundElsewhere = (id: string, to: string, letters = enough): boolean =>
  id.startsWith(mark) && id !== boundName(to, id.slice(1 + letters), letters)

/** A name that belongs to none of those. */
export const isBoundToNone = (id: string, those: readonly string[]): boolean =>
  those.every((to) => isBoundElsewhere(id, to))

/** What all names begin with that belong to that one, where there are many: they follow each other. Anybody may have chosen it. */
export const boundBeginning = (to: string): string => `${mark}${hashed(to).slice(0, chosenByAnybody)}`

/** The one name of that part of what has a bound name: 16 characters, and those of one beginning follow each other. Null: none is bound. */
export const partName = (whole: string, part: string): string | null =>
  whole.startsWith(mark) ? `${whole.slice(0, 3)}${hashed(`${whole} ${part}`).slice(0, 13)}` : null

/** It names a part, and not that one. @param name as `partName` gives it */
export const isOtherPart = (id: string, name: string | null): boolean => id.startsWith(mark) && id !== name

/** As `isBoundElsewhere`, of names that only begin so. */
export const beginsElsewhere = (id: string, to: string): boolean =>
  id.startsWith(mark) && !id.startsWith(boundBeginning(to))
