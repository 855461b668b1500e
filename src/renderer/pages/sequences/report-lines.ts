import type { ReactNode } from 'react'
import type { OutboxLink, PeopleLink } from '../../../shared/domain/report-links.ts'
import type { Report } from './types.ts'

export const states = ['planned', 'sent', 'refused', 'unsure', 'withdrawn'] as const
export const ends = ['replied', 'bounced', 'unsubscribed'] as const
type State = (typeof states)[number]
type End = (typeof ends)[number]
export type Row = Record<State | End | 'sending', number> & Pick<Report['perStep'][number], 'reply_rate'>
export type Column = State | End

/** Where a row's figure leads. */
export type To = (column: Column) => { outbox: OutboxLink } | { people: PeopleLink }

export interface Line {
  key: string
  head: ReactNode
  /** The same, short and in words alone: beside a bar. */
  label: string
  /** Contacts it is for, where that is told. */
  contacts: number | null
  row: Row
  to: To
}
