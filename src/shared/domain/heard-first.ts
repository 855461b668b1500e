/**
 * Several people claim one thing, as a mailbox of one address, and none of them had heard of another. Who was first can't be asked of
 * them: each chooses the clock that they tell, and can make out not to have heard of the others. It is asked of everybody else: of each
 * colleague it is known which of the claims they had heard of when they first told anything after any of them. Nobody can bring that
 * about afterwards, and it is the same on all computers once they hold the same chunks.
 *
 * What admins had heard of first counts before what others had, as a team may have no others; an admin's own claim was heard by
 * themselves. Where nobody has told anything since, or as many had heard of the one as of the other, the order given stays.
 */
import type { Standing } from './authority-shape.ts'
import type { Place } from './shared-order.ts'

export interface Claim {
  /** By what it is told apart from the others. */
  id: string
  /** Public id of the seat whose it is, as `Authority.person` says it; '': the whole team's. */
  seat: string
  /** The words that made it, of which any will do. */
  words: readonly Pick<Place, 'device' | 'number'>[]
}

/** A computer of the team, by what it told. */
export interface Witness {
  /** Number of its first chunk whose writer knew that word; infinite: it has told nothing since it heard of it. */
  firstToKnow(word: Pick<Place, 'device' | 'number'>): number
  /** How it stood in its chunk of that number; null: nothing in that counts. */
  standing(number: number): Standing | null
}

interface Voice {
  admin: boolean
  /** Which claim; null: this person's computers heard of them in different orders. */
  first: string | null
}

/** Which of the claims a computer heard of first; undefined: it doesn't say, or has a part in it. */
function voiceOf({ firstToKnow, standing }: Witness, claims: readonly Claim[]) {
  const numbers = claims.map(({ words }) => Math.min(Number.POSITIVE_INFINITY, ...words.map(firstToKnow)))
  const least = Math.min(...numbers)
  const [first, second] = claims.filter((_, i) => numbers[i] === least)
  if (!Number.isFinite(least) || !first || second) return undefined
  const stood = standing(least)
  if (!stood || (!stood.admin && claims.some(({ seat }) => seat === stood.seat))) return undefined
  return { by: stood.seat, admin: stood.admin, first: first.id }
}

/**
 * The claims, the one that keeps what is claimed first. Pure, and the same for any order of the witnesses.
 *
 * @param claims in the order that counts where nobody can say
 */
export function heardFirst<C extends Claim>(claims: readonly C[], witnesses: Iterable<Witness>): C[] {
  const voices = new Map<string, Voice>()
  for (const witness of witnesses) {
    const voice = voiceOf(witness, claims)
    if (!voice) continue
    const { by, admin, first } = voice
    const held = voices.get(by)
    voices.set(by, held ? { admin: held.admin && admin, first: held.first === first ? first : null } : { admin, first })
  }
  const count = ({ id }: Claim, admin: boolean): number =>
    [...voices.values()].filter((voice) => voice.first === id && voice.admin === admin).length
  return claims.toSorted((a, b) => count(b, true) - count(a, true) || count(b, false) - count(a, false))
}
