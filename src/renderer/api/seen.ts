import { useQuery } from '@tanstack/react-query'
import { api, client, queries } from './client.ts'

/** Where it is kept what news of Today somebody has seen: beside their saved views, and on this computer alone. */
export const seenScreen = 'today-seen'

/** Has whoever works here said that they have seen that piece of news, by its name? All that is named is new until it is known. */
export function useSeen() {
  const found = useQuery(api.views.list.queryOptions({ input: { screen: seenScreen } }))
  const names = new Set(found.data?.map(({ name }) => name))
  return {
    isKnown: found.data !== undefined,
    has: (name: string): boolean => names.has(name),
    remember: async (name: string) => {
      await client.views.save({ screen: seenScreen, name, query: {} })
      await queries.invalidateQueries({ queryKey: api.views.list.key({ input: { screen: seenScreen } }) })
    },
  }
}
