import type { client } from '../../api/client.ts'

/** What goes with a mailbox, as the engine counted it. */
export type Impact = Awaited<ReturnType<typeof client.accounts.removal>>
