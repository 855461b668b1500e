import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'

export type Permit = 'role' | 'more'
const permitOf = (kind: string): Permit => (kind === 'limit' ? 'more' : 'role')

/**
 * What an admin expressly permits where a rule forbids a mailbox: a shared address, or one more for a seat. `seat` is
 * its address, undefined for one's own, null for the team, which needs no permission.
 */
export function usePermits(address: string, seat: string | null | undefined) {
  const check = useMutation(api.mailbox_requests.check.mutationOptions())
  const [given, setGiven] = useState<Permit[]>([])
  const wish = { address, ...(seat ? { seat } : {}) }
  const isAbout = check.variables?.address === address && check.variables.seat === (seat ?? undefined)
  const wanted = (found: typeof check.data) =>
    (found?.findings ?? []).flatMap(({ kind, remedy, message }) =>
      remedy === 'permit' ? [{ permit: permitOf(kind), message }] : [],
    )
  const asked = seat !== null && isAbout ? wanted(check.data) : []
  return {
    asked,
    given,
    /** As the engine takes it: only what is asked for here. */
    input: asked.length > 0 ? { permits: given.filter((permit) => asked.some((one) => one.permit === permit)) } : {},
    give: (permit: Permit, isGiven: boolean) =>
      setGiven((before) => (isGiven ? [...before, permit] : before.filter((each) => each !== permit))),
    /** Asked for a whole address; the rest is told when the mailbox is made. */
    look: () => {
      if (seat !== null && !isAbout) check.mutate(wish)
    },
    /** True where nothing is left to be permitted. Where the rules can't be asked, the engine says it at the end. */
    async isPermitted(): Promise<boolean> {
      if (seat === null) return true
      const found = isAbout && check.data ? check.data : await check.mutateAsync(wish).catch(() => undefined)
      return wanted(found).every(({ permit }) => given.includes(permit))
    },
  }
}
