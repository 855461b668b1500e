import { useQuery } from '@tanstack/react-query'
import type { SavedView } from '../parts/table/bar.tsx'
import { api, client } from './client.ts'

export interface Views {
  views: readonly SavedView[]
  onPick: (view: SavedView) => void
  onSave: (name: string) => Promise<unknown>
  onRemove: (view: SavedView) => Promise<unknown>
}

/**
 * The saved filters of one screen, ready for `<ViewsMenu {...views} />`.
 *
 * @param screen the screen's name, such as "outbox"
 * @param present what is filtered now: what "Save" keeps
 * @param pick puts a saved filter into the address
 */
export function useViews(
  screen: string,
  present: Record<string, unknown>,
  pick: (query: Record<string, unknown>) => void,
): Views {
  const found = useQuery(api.views.list.queryOptions({ input: { screen } }))
  const views = found.data ?? []
  return {
    views,
    onPick(picked) {
      const view = views.find(({ public_id }) => public_id === picked.public_id)
      if (view) pick(view.query)
    },
    async onSave(name) {
      await client.views.save({ screen, name, query: present })
      await found.refetch()
    },
    async onRemove({ public_id }) {
      await client.views.remove({ public_id })
      await found.refetch()
    },
  }
}
