/**
 * Whose unsent email an edit changes. Each is held against what it said before, by the variant that its contact has: an
 * edit of variant A reaches nobody who has B, and whoever is dealt a variant that says the same gets no other email.
 */
import { type StepChange, saysOther } from '../../../shared/domain/sequence-change.ts'
import { variantNow } from '../../../shared/domain/variant.ts'
import type { Tx } from '../../store/open.ts'
import {
  giveVariant,
  makeAgain,
  type OpenBatch,
  stepsOfVersion,
  type UnsentRow,
  unsentRows,
} from '../../store/sequence-edits.ts'
import type { StoredStep } from '../../store/stored-step.ts'

/** An unsent email or task whose step says something else to its contact. */
export interface Reached extends UnsentRow {
  /** Its variant from now on; `variant` is the one that it had. */
  gets: string | null
}

/** What is saved, and what it was before. */
interface Written {
  before: { versionId: number; steps: StoredStep[] }
  steps: StoredStep[]
  changes: StepChange[]
}

/**
 * Deals the variants of an engagement anew where the edit asks for it, and finds whom the edit reaches; what is just being
 * made ready for them is made again. An email that may have left is repeated as it was, variant and all.
 *
 * @param batch as it was before it followed the edit. Under an older version it may differ in more than the edit does.
 */
export function reach(tx: Tx, batch: OpenBatch, { before, steps, changes }: Written, now: number): Reached[] {
  const isOlder = batch.versionId !== before.versionId
  const had = isOlder ? stepsOfVersion(tx, batch.versionId) : before.steps
  const found = changes.flatMap(({ step, change, dealt }): Reached[] => {
    const [old, written] = [had[step - 1], steps[step - 1]]
    if (!old || !written || (change === 'same' && !isOlder)) return []
    const isDealt = dealt || (isOlder && written.variants !== undefined)
    return unsentRows(tx, batch.id, step)
      .map((row) => ({ ...row, gets: isDealt ? dealtTo(tx, row, { was: old, written }) : row.variant }))
      .filter(({ variant, gets }) => saysOther(old, written, variant, gets))
  })
  const made = found.filter(({ own, repeated }) => own === 0 && repeated === 0).map(({ id }) => id)
  if (made.length > 0) makeAgain(tx, made, now)
  return found
}

/** The variant that a new version deals to an unsent email: see domain/variant.ts. */
function dealtTo(tx: Tx, row: UnsentRow, { was, written }: Record<'was' | 'written', StoredStep>): string | null {
  if (row.kind !== 'sequence' || row.repeated === 1) return row.variant
  const gets = variantNow(row.seed, row.enrollment, row.step, written, { variant: row.variant, was })
  if (gets !== row.variant) giveVariant(tx, row.id, gets)
  return gets
}
