import type { client } from '../../api/client.ts'

export type Request = Awaited<ReturnType<typeof client.mailbox_requests.list>>['rows'][number]
export type LimitRequest = Awaited<ReturnType<typeof client.limit_requests.list>>[number]
