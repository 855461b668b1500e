import type { Client } from '../../../shared/contract/index.ts'

export type Domain = Awaited<ReturnType<Client['domains']['get']>>
export type Found = Domain['records'][number]
