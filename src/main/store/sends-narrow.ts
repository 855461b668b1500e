/** Emails to one domain, and those that something came back of: what reports lead to. */
import type { SendState } from '../../shared/domain/send.ts'

/** One index, or none where the rows are few, and which of its rows are walked. */
export interface Branch {
  index: string | null
  where: string
  values: readonly unknown[]
}

/** `reply`: it was answered. `hard`, `soft`: it came back, and nothing can ever arrive there, or not then. `opt_out`: no more, it was said. */
export const camesBack = ['reply', 'hard', 'soft', 'opt_out'] as const
export type CameBack = (typeof camesBack)[number]

export interface Narrow {
  /** Of the address it went to, in lower case; null = any. */
  domain: string | null
  came: CameBack | null
}

/** Kinds of messages that say so, as SQL. */
export const cameKinds = `('reply', 'bounce', 'opt_out')`

/** What was taken back by a person never came. */
export const counted = `i.deleted = 0 AND i.state <> 'undone' AND i.send_id IS NOT NULL`
/** Of a message `i`, as SQL. */
export const cameKind = `CASE i.kind WHEN 'reply' THEN 'reply' WHEN 'opt_out' THEN 'opt_out' WHEN 'bounce' THEN CASE i.hard WHEN 1 THEN 'hard' ELSE 'soft' END END`

const settled: readonly SendState[] = ['sent', 'refused', 'unsure']

/** The short way to emails of one domain; null: there is none, or they are to be found by what came back. */
export function domainBranch({ domain, came }: Narrow, states: readonly SendState[]): Branch | null {
  if (came !== null)
    return {
      index: null,
      where: `s.id IN (SELECT i.send_id FROM incoming i INDEXED BY incoming_kind
        WHERE i.kind = ? AND ${cameKind} = ? AND ${counted})`,
      values: [came === 'reply' || came === 'opt_out' ? came : 'bounce', came],
    }
  if (domain === null || !states.every((state) => settled.includes(state))) return null
  return { index: 'sends_domain', where: `s.state IN ('sent', 'refused', 'unsure') AND s.domain = ?`, values: [domain] }
}

/** Each way of finding emails, for those of the domain alone. */
export const narrowing =
  ({ domain }: Narrow) =>
  (branch: Branch): Branch =>
    domain === null
      ? branch
      : { ...branch, where: `${branch.where} AND s.domain = ?`, values: [...branch.values, domain] }
