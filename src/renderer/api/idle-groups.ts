import { useQuery } from '@tanstack/react-query'
import { api } from './client.ts'

export interface IdleGroup {
  id: string
  /** The engine's sentence: which group, and what would end the wait. */
  words: string
  /** Emails that wait for it. */
  waiting: number
}

/** Delivery groups that people were engaged by and none of whose mailboxes sends now, with what waits for each. */
export function useIdleGroups(): IdleGroup[] {
  const found = useQuery(api.groups.list.queryOptions()).data ?? []
  return found.flatMap(({ public_id, objection, sequences }) =>
    objection === null || sequences.length === 0
      ? []
      : [{ id: public_id, words: objection, waiting: sequences.reduce((n, { waiting }) => n + waiting, 0) }],
  )
}
