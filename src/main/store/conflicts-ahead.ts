/** Naming, before a file is taken in, what it says otherwise than this computer: some of each kind, however many there are. */
import {
  type ConflictNamed,
  type FieldSaid,
  fairShare,
  mostFields,
  mostNamed,
} from '../../shared/domain/conflict-named.ts'
import { decided, going } from '../../shared/domain/contested.ts'
import type { Change, SharedKind } from '../../shared/domain/shared-change.ts'
import { clockOf, type Folded, foldChange, hasGone } from '../../shared/domain/shared-fold.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import { stepsField, type TextsApart } from './texts-apart.ts'

interface Named extends ConflictNamed {
  /** Field → clock of what the file says of it: a later chunk of it may say it anew. */
  clocks: Map<string, string>
}

/** What was named of a file so far. */
export type ConflictsAhead = Map<SharedKind, Map<string, Named>>

/** @param fields those that are contested (domain/contested.ts) */
export const nameConflict = (all: ConflictsAhead, held: Folded, change: Change, place: Place, fields: string[]): void =>
  name(all, { ...change, device: place.device }, saidOf(held, change, place, fields))

/** The steps of a sequence, which are told as texts of their own. */
export const nameTexts = (
  all: ConflictsAhead,
  { sequence, ...said }: TextsApart,
  { hlc }: Change,
  place: Place,
): void =>
  name(all, { kind: 'sequence', id: sequence, hlc, device: place.device }, [
    { ...said, field: stepsField, isLater: true },
  ])

interface Whose extends Pick<Change, 'kind' | 'id' | 'hlc'> {
  device: string
}

function name(all: ConflictsAhead, { kind, id, hlc, device }: Whose, fields: readonly FieldSaid[]): void {
  const ofKind = all.get(kind) ?? new Map<string, Named>()
  all.set(kind, ofKind)
  const known = ofKind.get(id)
  if (!known && ofKind.size >= mostNamed) return
  const one: Named = known ?? { kind, id, device, fields: [], more: 0, clocks: new Map() }
  ofKind.set(id, one)
  for (const said of fields) {
    const before = one.clocks.get(said.field)
    if (before !== undefined && before >= hlc) continue
    const at = one.fields.findIndex(({ field }) => field === said.field)
    if (at >= 0) one.fields[at] = said
    else if (one.fields.length < mostFields) one.fields.push(said)
    else if (before === undefined) one.more++
    one.clocks.set(said.field, hlc)
  }
}

function saidOf(held: Folded, change: Change, place: Place, fields: string[]): FieldSaid[] {
  const after = foldChange(held, change, place)
  return decided(held, after, place.device, change, fields).map((outcome) => {
    const { field } = outcome
    const counts = outcome.stays === place.device ? 'there' : 'here'
    if (field === going)
      return { ...outcome, here: hasGone(change.kind, held), there: change.gone === true, counts, isLater: true }
    const isLaterThere = change.hlc > clockOf(held, field)
    return {
      ...outcome,
      here: held.fields[field] ?? null,
      there: change.set?.[field] ?? null,
      counts,
      isLater: isLaterThere === (counts === 'there'),
    }
  })
}

/** Those that are told, of every kind some. */
export const namedConflicts = (all: ConflictsAhead): ConflictNamed[] =>
  fairShare([...all.values()].flatMap((ofKind) => [...ofKind.values()].map(({ clocks: _, ...one }) => one)))
