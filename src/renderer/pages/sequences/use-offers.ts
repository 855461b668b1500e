import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import type { SlashOffer } from '../../parts/rich/slash-menu.tsx'
import type { Piece } from './use-hands.ts'
import { written } from './variables.tsx'

/** What a `/` in rich text offers of this workspace: its variables and snippets. */
export function useOffers(put: (piece: Piece) => void): SlashOffer[] {
  const known = useQuery(api.sequences.variables.queryOptions()).data
  const kept = useQuery(api.snippets.list.queryOptions()).data
  return [
    ...(known?.variables ?? []).map((variable) => ({
      group: 'variables' as const,
      name: variable.label,
      put: () => put({ text: written(variable, variable.contacts >= (known?.looked_at ?? 0)) }),
    })),
    ...(kept ?? []).map(({ name, html }) => ({
      group: 'snippets' as const,
      name,
      put: () => put({ html }),
    })),
  ]
}
