/** Choosing the variant that all get from now on: an edit of one step, told in the same words. */
import { Refusal } from '../../../shared/domain/failure.ts'
import { weightsOf } from '../../../shared/domain/variant.ts'
import type { Tx } from '../../store/open.ts'
import { findSequence } from '../../store/sequences.ts'
import type { StoredStep } from '../../store/stored-step.ts'
import type { Asker, Room } from '../context.ts'
import { type Edit, type Edited, edit } from './edit.ts'

export interface Choice extends Pick<Edit, 'public_id' | 'version' | 'own_texts' | 'own_token'> {
  step: number
  /** Null: the choice is taken back, and the unsent emails are dealt anew. */
  variant: string | null
}

/** @throws Refusal as an edit does, and for a step or variant that there isn't */
export function chooseWinner(tx: Tx, room: Room, asker: Asker, choice: Choice, now: number): Edited {
  const row = findSequence(tx, choice.public_id)
  const step = row?.steps[choice.step - 1]
  if (!row) throw new Refusal('not_found', `There is no sequence "${choice.public_id}".`)
  if (!step) throw new Refusal('not_found', `"${row.name}" has no step ${choice.step}: it has ${row.steps.length}.`)
  const keys = weightsOf(step).map(({ key }) => key)
  if (keys.length === 0)
    throw new Refusal('state', `Step ${choice.step} of "${row.name}" is written in one way only. Add a variant first.`)
  if (choice.variant !== null && !keys.includes(choice.variant))
    throw new Refusal(
      'not_found',
      `Step ${choice.step} has no variant ${choice.variant}. There are ${keys.join(', ')}.`,
    )
  const { public_id, version, own_texts, own_token } = choice
  const { winner: _, ...rest } = step
  const chosen: StoredStep = choice.variant === null ? rest : { ...rest, winner: choice.variant }
  const written = row.steps.map((each, i) => (i === choice.step - 1 ? chosen : each))
  return edit(tx, room, asker, { public_id, version, written, own_texts, own_token }, now)
}
