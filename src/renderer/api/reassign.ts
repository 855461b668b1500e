/** Contacts whose mailbox was removed go on from another: which mailboxes could, what would happen, and the deed. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mailboxGroups } from '../parts/from-menu.ts'
import { api, client } from './client.ts'

/** Whom it is about: one of these. */
export type Whom = Pick<
  Parameters<typeof client.enrollments.reassign>[0],
  'contacts' | 'filter' | 'sequence' | 'tag' | 'removed' | 'enrollments'
>

/** Everything that its form shows and does; `onDone` gets how many go on, and from where. */
export function useReassign(whom: Whom, onDone: (contacts: number, address: string) => void) {
  const accounts = useQuery(api.accounts.list.queryOptions())
  const able = (accounts.data ?? []).filter((one) => one.status === 'active' && !one.sandbox && one.whose !== 'other')
  const [picked, setPicked] = useState<string | null>(null)
  const account = picked ?? (able.length === 1 ? (able[0]?.public_id ?? null) : null)
  const trial = useQuery({
    queryKey: ['reassign', whom, account],
    queryFn: ({ signal }) =>
      client.enrollments.reassign({ ...whom, account: account as string, dry_run: true }, { signal }),
    enabled: account !== null,
    gcTime: 0,
    staleTime: 0,
  })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const go = async () => {
    if (account === null) return
    setBusy(true)
    setError(null)
    try {
      const done = await client.enrollments.reassign({ ...whom, account })
      onDone(done.contacts, done.from_email)
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }
  return {
    mailboxes: mailboxGroups(able),
    account,
    pick: setPicked,
    trial: trial.data ?? null,
    isLooking: trial.isFetching,
    error: error ?? trial.error ?? accounts.error,
    busy,
    go,
  }
}
