import type { Client } from '../../../shared/contract/index.ts'

export type SequenceRow = Awaited<ReturnType<Client['sequences']['list']>>[number]
export type WholeSequence = Awaited<ReturnType<Client['sequences']['get']>>
export type Report = Awaited<ReturnType<Client['reports']['sequence']>>
export type ReportContact = Awaited<ReturnType<Client['reports']['contacts']>>['rows'][number]
export type Problem = Awaited<ReturnType<Client['sequences']['check']>>['problems'][number]
export type Variable = Awaited<ReturnType<Client['sequences']['variables']>>['variables'][number]
export type Consequence = Awaited<ReturnType<Client['sequences']['update']>>['consequence']
