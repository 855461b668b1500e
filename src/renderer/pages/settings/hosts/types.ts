import type { client } from '../../../api/client.ts'

export type Shown = Awaited<ReturnType<typeof client.sender_hosts.get>>
export type Queue = NonNullable<Shown['queue']>
export type Machine = Shown['hosts'][number]
export type Served = Shown['accounts'][number]
