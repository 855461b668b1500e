/** What was told about who may do what, as it is kept and judged. */
import { randomUUID } from 'node:crypto'
import { judgeFacts } from '../../shared/domain/authority.ts'
import type { Authority, FactRule, Root } from '../../shared/domain/authority-shape.ts'
import { factRule, isFactKind } from '../../shared/domain/fact-rules.ts'
import { type Change, canonical } from '../../shared/domain/shared-change.ts'
import type { Fact, Place } from '../../shared/domain/shared-order.ts'
import { accountNameFault } from './account-name.ts'
import { grantNameFault } from './grant-name.ts'
import type { Reader, Tx } from './open.ts'
import { faultOf } from './shared-codecs/index.ts'

export interface Court {
  authority: Authority
  facts: readonly KeptFact[]
  /** Of each of `facts`: null = it counts, else why not. */
  verdicts: readonly (string | null)[]
  /** Public id of the workspace. */
  workspace: string
}

export interface KeptFact extends Fact {
  rowId: number
}

interface Raw {
  rowId: number
  device: string
  number: number
  index: number
  seen: string
  body: string
}

/** Where trust begins here; null: the workspace isn't shared. */
export const rootOf = (reader: Reader): Root | null => {
  const raw = reader.get<{ root: string | null }>('SELECT root FROM workspace')?.root
  return raw ? (JSON.parse(raw) as Root) : null
}

/** Adds what a chunk tells about who may do what. Told once: a repeat changes nothing. */
export function keepFacts(tx: Tx, place: Place, changes: readonly { index: number; change: Change }[]): void {
  const seen = canonical(place.seen)
  for (const { index, change } of changes)
    tx.run(
      `INSERT INTO facts (device, number, place, seen, body, token) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (device, number, place) DO NOTHING`,
      place.device,
      place.number,
      index,
      seen,
      canonical(change),
      randomUUID(),
    )
}

const known = new WeakMap<Reader, { token: string; court: Court }>()

/**
 * Judges all facts; what was worked out before serves while nothing was added.
 *
 * @throws Error where the workspace isn't shared
 */
export function courtOf(reader: Reader): Court {
  const root = rootOf(reader)
  const workspace = reader.get<{ id: string }>('SELECT public_id AS id FROM workspace')?.id
  if (!root || workspace === undefined) throw new Error('the workspace is not shared')
  const last = reader.get<{ token: string }>('SELECT token FROM facts ORDER BY id DESC LIMIT 1')?.token ?? ''
  const token = `${last} ${workspace} ${canonical(root)}`
  const held = known.get(reader)
  if (held?.token === token) return held.court
  const court = judge(reader, root, workspace)
  known.set(reader, { token, court })
  return court
}

/** What could not stand in its table counts for nothing, whoever says it. */
function ruleOf(workspace: string): FactRule {
  const rule = factRule(workspace)
  return (authority, fact, standing) =>
    faultOf(fact.change) ??
    grantNameFault(fact.change) ??
    accountNameFault(authority, fact, standing) ??
    rule(authority, fact, standing)
}

function judge(reader: Reader, root: Root, workspace: string): Court {
  const facts = reader
    .all<Raw>('SELECT id AS rowId, device, number, place AS "index", seen, body FROM facts ORDER BY id')
    .map(({ rowId, device, number, index, seen, body }) => ({
      rowId,
      device,
      number,
      index,
      seen: JSON.parse(seen) as Record<string, number>,
      change: JSON.parse(body) as Change,
    }))
  return { ...judgeFacts(root, facts, ruleOf(workspace)), facts, workspace }
}

/** The same with some more that are not kept: how it would be judged. */
export function courtWith(reader: Reader, place: Place, changes: readonly { index: number; change: Change }[]): Court {
  const court = courtOf(reader)
  if (changes.length === 0) return court
  const { facts, workspace } = court
  const root = rootOf(reader) as Root
  const more = changes.map((one) => ({ ...place, ...one, rowId: 0 }))
  const all = [...facts, ...more]
  return { ...judgeFacts(root, all, ruleOf(workspace)), facts: all, workspace }
}

export const isFact = (change: Change): boolean => isFactKind(change.kind)
