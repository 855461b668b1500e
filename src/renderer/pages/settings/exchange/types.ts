import type { client } from '../../../api/client.ts'

export type Status = Awaited<ReturnType<typeof client.exchange.status>>
export type Peer = Status['peers'][number]

type Returned<S> = S extends { next(): Promise<infer R> }
  ? R extends { done: true; value: infer V }
    ? V
    : never
  : never
export type Comparison = Returned<Awaited<ReturnType<typeof client.exchange.compare>>>
/** A thing of which this computer and the file say different things. */
export type Conflict = Comparison['conflicts'][number]
export type Imported = Returned<Awaited<ReturnType<typeof client.exchange.import>>>
export type Exported = Returned<Awaited<ReturnType<typeof client.exchange.export>>>
/** What merging decided or refused, as a file's comparison tells it. */
export type Told = Comparison['told'][number]
