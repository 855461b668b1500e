/** The typed client of the contract, and the queries made from it. Everything typed comes from the contract. */
import { type ClientLink, createORPCClient } from '@orpc/client'
import { createTanstackQueryUtils, OPERATION_CONTEXT_SYMBOL, type RouterUtils } from '@orpc/tanstack-query'
import { QueryClient } from '@tanstack/react-query'
import type { Client } from '../../shared/contract/index.ts'
import type { ShellClient } from '../../shared/contract/shell.ts'
import { shell as words } from '../words/shell.ts'
import { openDoor } from './door.ts'

export { codeIn } from './door.ts'

export const door = openDoor()

/** True for what a screen asks to show something; such a call says so itself. */
const isQuestion = (context: object): boolean => {
  const operation = (context as { [OPERATION_CONTEXT_SYMBOL]?: { type: string } })[OPERATION_CONTEXT_SYMBOL]
  return operation !== undefined && operation.type !== 'mutation'
}

/** Calls go through whatever way is open at that moment; while none is, they wait. */
const link: ClientLink<Record<never, never>> = {
  async call(path, input, options) {
    // What is asked may wait for the engine. What is done may not: nobody wants a click to count an hour later.
    const isAway = door.state() === 'lost' || door.state() === 'locked'
    if (isAway && !isQuestion(options.context)) throw new Error(words.offline.refused)
    const open = await door.link(options.signal)
    return open.call(path, input, options)
  },
}

/** Calls: `await client.sends.hold({public_id})`. Errors are the contract's: `message` says what and what to do. */
export const client: Client = createORPCClient(link)

/** What only the desktop's window can do: native file dialogs, start at login, updates. Null in a browser. */
export const shell: ShellClient | null =
  door.kind === 'desktop' ? createORPCClient<{ shell: ShellClient }>(link).shell : null

/** Queries: `useQuery(api.sends.get.queryOptions({input}))`, `useMutation(api.sends.hold.mutationOptions())`. */
export const api: RouterUtils<Client> = createTanstackQueryUtils(client)

/** A refusal is an answer: asking again would get the same one. Only a lost connection is worth another try. */
const worthAnotherTry = (error: unknown): boolean =>
  !(typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number')

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Live changes say when something is stale (live.ts); until then it is right.
      staleTime: 60_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      // The engine is on this computer: what the browser thinks of the internet doesn't matter.
      networkMode: 'always',
      retry: (count, error) => count < 2 && worthAnotherTry(error),
    },
    // What was done is not looked at again, and it may hold a password: it goes with the screen that did it.
    mutations: { networkMode: 'always', gcTime: 0 },
  },
})
