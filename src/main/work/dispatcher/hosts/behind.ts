/**
 * Is this copy of the data behind what hosts sent for it? Each try whose text begins to leave stands at the fence under a name
 * that only the copy which handed it in has drawn. One that this copy doesn't know was another one's: a newer state of the
 * data before it was put back, or a copy of the folder. Then nothing more leaves here until a person has looked.
 */
import { MINUTE } from '../../../../shared/domain/time.ts'
import { begunSince } from '../../../queue/hand-in.ts'
import { nowOf } from '../../../queue/send-side.ts'
import { guardState } from '../../../store/guard.ts'
import { everHandedIn } from '../../../store/handed-in.ts'
import { queueRow, setKnownUntil } from '../../../store/queue.ts'
import type { HostsOptions, Open } from './shape.ts'

const most = 500
/** A host that was slow may commit an earlier instant than one that was read already, in ms. */
const overlap = MINUTE

/** True: it is, and safe mode was entered. */
export async function isBehind(options: HostsOptions, { queue, keys }: Open): Promise<boolean> {
  const { store, gate, changes } = options
  let since = (queueRow(store)?.knownUntil ?? 0) - overlap
  for (;;) {
    const begun = await begunSince(queue, keys.device, since, most)
    // what was there when a person let this copy send is no news
    const accepted = Number(guardState(store).evidence.accepted ?? 0)
    const strange = begun.find(({ attempt, at }) => at > accepted && everHandedIn(store, attempt) === undefined)
    const last = begun.at(-1)
    if (strange) {
      const until = (await nowOf(queue.sql)) + overlap
      await store.writeSoon((tx) => {
        gate.seen(tx, strange.at)
        // what is known to be unknown doesn't hold it up again once a person has looked
        setKnownUntil(tx, until)
      })
      changes.tell('workspace', 'sends')
      return true
    }
    if (!last) return false
    await store.writeSoon((tx) => setKnownUntil(tx, last.at))
    if (begun.length < most) return false
    since = last.at
  }
}
