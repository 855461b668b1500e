import type { PlanAccount, PlanInput } from './plan-shape.ts'
import { deal, shares } from './rotation.ts'
import { isZone } from './time.ts'
import type { Coarse, Group } from './what-if-groups.ts'

/**
 * "What if" with other senders: contacts that have had no email yet are dealt out anew. Whoever has been written to
 * keeps the sender: a follow-up from another address would stand in no thread and name somebody the contact never met.
 */

export interface NewSender {
  /** Whatever the caller knows an account by: an index of the input, or a row id. */
  account: number
  address: string
  weight: number
}

/**
 * The sender of each contact. The same names and senders in any order give the same answer, so that what is tried is
 * what is done.
 *
 * @param names unique and lasting: row ids of enrollments
 * @throws RangeError when no sender has a share above 0
 */
export function dealtAnew(names: readonly number[], senders: readonly NewSender[], seed: number): number[] {
  const dealt = deal(names.map(String), senders, seed)
  if ('error' in dealt) throw new RangeError(dealt.error)
  return Array.from(dealt.sender, (index) => (senders[index] as NewSender).account)
}

/** The input with other senders, by index of enrollment → index of account. What is not named stays as it is. */
export const withSenders = (input: PlanInput, senders: ReadonlyMap<number, number>): PlanInput => ({
  ...input,
  enrollments: input.enrollments.map((enrollment, i) => {
    const account = senders.get(i)
    return account === undefined || account === enrollment.account ? enrollment : { ...enrollment, account }
  }),
})

const zoneOf = (account: PlanAccount | undefined, zone: string): string =>
  account?.zone && isZone(account.zone) ? account.zone : zone

/** First steps of the batches named, as many as there are, in the senders' shares. `except`: senders that keep theirs. */
export function regrouped(
  coarse: Coarse,
  batches: ReadonlySet<number>,
  senders: readonly NewSender[],
  except: ReadonlySet<number>,
): Coarse {
  const weights = senders.map(({ weight }) => weight)
  const groups: Group[] = []
  const pots = new Map<string, Group>()
  for (const group of coarse.groups) {
    if (group.step !== 1 || !batches.has(group.batch) || except.has(group.account)) {
      groups.push(group)
      continue
    }
    // Where the sender's zone counted, the next sender's does; a contact's own goes along.
    const own = zoneOf(coarse.accounts[group.account], coarse.zone) === group.zone
    const key = `${group.batch}:${group.since}:${group.hand}:${own ? '' : group.zone}`
    const pot = pots.get(key)
    if (pot) pot.contacts += group.contacts
    else pots.set(key, { ...group, zone: own ? '' : group.zone })
  }
  for (const pot of pots.values())
    for (const [i, contacts] of shares(pot.contacts, weights).entries()) {
      const account = (senders[i] as NewSender).account
      const zone = pot.zone === '' ? zoneOf(coarse.accounts[account], coarse.zone) : pot.zone
      if (contacts > 0) groups.push({ ...pot, account, zone, contacts })
    }
  return { ...coarse, groups }
}
