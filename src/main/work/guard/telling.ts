/**
 * What a copy tells its team is written to the keychain before anybody else can read it. An older copy that is put back after
 * Cadenza was killed would tell another word under the same number otherwise, and both would be believed by somebody.
 */
import { Refusal } from '../../../shared/domain/failure.ts'
import { guardSecretName } from '../../../shared/domain/secret-name.ts'
import { guardState, isSafeMode, overdue, toldSoFar } from '../../store/guard.ts'
import { lookAtStart, readEntry } from './look.ts'
import { type GuardOptions, lasts } from './shape.ts'

/** Works that read the keychain and write it anew, one after the other. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }
}

/** What whoever tells the team asks first. */
export interface Telling {
  /** Before anything to tell is put together: an older copy is known for one. */
  looked(): Promise<void>
  /**
   * Before anybody else can read it.
   *
   * @throws Refusal `state` where this copy may be an older one, `keychain_unavailable` where the keychain can't be told
   */
  telling(): Promise<void>
}

/** @param g confirmed: the mark that the keychain was told in this run; null: none yet */
export function tellingOf(g: GuardOptions & { confirmed: string | null; inTurn: InTurn }): Telling {
  const looked = async () => {
    if (lasts(g) && g.confirmed === null) await lookAtStart({ ...g, due: overdue(g.store, g.ports.clock.now()) })
  }
  return {
    looked,
    async telling() {
      await looked()
      if (lasts(g)) await g.inTurn(() => tellFirst(g))
    },
  }
}

async function tellFirst({ store, ports }: GuardOptions): Promise<void> {
  if (isSafeMode(store))
    throw new Refusal('state', 'Safe mode: this copy of the data may be older than what it has told.')
  const row = guardState(store)
  // never guarded: the first reservation says how far it has told
  if (row.mark === '') return
  const read = await readEntry({ ports }, row)
  if ('trouble' in read) throw new Refusal('keychain_unavailable', read.trouble)
  const { entry } = read
  const told = toldSoFar(store)
  if (entry === null || (entry.told?.number === told.number && entry.told.hash === told.hash)) return
  await ports.keychain.set(guardSecretName(row.name), JSON.stringify({ ...entry, told }))
}
