import type { IncomingKind } from '../../../shared/domain/incoming-shape.ts'
import { replies } from '../../words/replies.ts'
import { State } from '../state.tsx'

export interface KindProps {
  of: { kind: IncomingKind; hard: boolean; return_date: string | null; state: string }
  now: number | null
}

/** What a message is, as mark and word; struck where somebody undid that. */
export const Kind = ({ of, now }: KindProps) => (
  <State is={of.kind}>
    {of.state === 'undone' ? <s className="was">{replies.kind(of, now)}</s> : replies.kind(of, now)}
  </State>
)
