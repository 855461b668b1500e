/** What each computer of the team had heard of when it told something, for whoever asks which of several claims was heard of first. */
import type { Authority } from '../../shared/domain/authority-shape.ts'
import type { Witness } from '../../shared/domain/heard-first.ts'
import { knows, type Place } from '../../shared/domain/shared-order.ts'
import { chunkDevices } from './chunks.ts'
import { placeAt } from './header-places.ts'
import type { Reader } from './open.ts'

/** All computers that ever told anything. Of each a few chunks' heads are read when it is asked. */
export const witnessesOf = (reader: Reader, authority: Authority): Witness[] =>
  [...chunkDevices(reader)].map((device) => witnessOf(reader, authority, device))

/** A writer never knows less than before (merging.ts), so what it knew first is found by halving. */
function witnessOf(reader: Reader, authority: Authority, device: string): Witness {
  const last = reader.get<{ n: number | null }>(
    "SELECT max(number) AS n FROM chunks WHERE device = ? AND state = 'applied'",
    device,
  )?.n
  const read = new Map<number, Place>()
  const place = (number: number): Place => {
    const held = read.get(number) ?? placeAt(reader, device, number)
    read.set(number, held)
    return held
  }
  return {
    firstToKnow(word) {
      if (!last || !knows(place(last), word)) return Number.POSITIVE_INFINITY
      let [low, high] = [1, last]
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        if (knows(place(middle), word)) high = middle
        else low = middle + 1
      }
      return high
    },
    standing: (number) => authority.standing(place(number)),
  }
}
