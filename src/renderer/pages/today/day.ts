import type { client } from '../../api/client.ts'

/** What the engine says about today. */
export type Day = Awaited<ReturnType<typeof client.today.overview>>
