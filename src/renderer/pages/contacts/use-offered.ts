import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { listName } from '../../api/contact-names.ts'
import { useOwners, useSequences, useTags } from './use-contacts.ts'

/** What conditions can name. */
export interface Offered {
  tags: string[]
  owners: string[]
  fields: string[]
  sequences: { value: string; label: string }[]
  imports: { value: string; label: string }[]
}

export function useOffered(): Offered {
  const tags = useTags()
  const owners = useOwners()
  const sequences = useSequences()
  const variables = useQuery(api.sequences.variables.queryOptions()).data?.variables ?? []
  const imports = useQuery(api.contacts.imports.queryOptions({ input: {} })).data?.rows ?? []
  return {
    tags: tags.map(({ tag }) => tag),
    owners: owners.map(({ owner }) => owner),
    fields: variables.filter(({ kind }) => kind === 'own').map(({ name }) => name),
    sequences: sequences.map(({ public_id, name }) => ({ value: public_id, label: name })),
    imports: imports.map((list) => ({ value: list.public_id, label: listName(list) })),
  }
}
