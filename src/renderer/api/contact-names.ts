/** Names for the ids that conditions on contacts hold. */
import { useQuery } from '@tanstack/react-query'
import type { Names } from '../words/contact-filter.ts'
import { api } from './client.ts'

/** A list that was imported: people know it by its file and its day. */
export const listName = ({ file, created_at }: { file: string; created_at: string }): string =>
  `${file} · ${created_at.slice(0, 10)}`

export function useNames(): Names {
  const sequences = useQuery(api.sequences.list.queryOptions()).data ?? []
  const imports = useQuery(api.contacts.imports.queryOptions({ input: {} })).data?.rows ?? []
  return {
    sequences: new Map(sequences.map(({ public_id, name }) => [public_id, name])),
    imports: new Map(imports.map((list) => [list.public_id, listName(list)])),
  }
}
