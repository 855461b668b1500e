/** Mail that another computer sends: what this one says about it, and that it leaves it alone. */
import { Refusal } from '../../shared/domain/failure.ts'
import { barWords } from '../../shared/domain/sender.ts'
import { isPlain, leaseNow, mayLeaveHere, namesFor } from '../store/homes.ts'
import type { Reader } from '../store/open.ts'
import type { SendRow } from '../store/sends.ts'

export interface Elsewhere {
  /** Name of the computer that sends it; null: none does at present. */
  computer: string | null
  /** Why it doesn't leave from here, in a sentence. */
  words: string
}

/**
 * Why a planned email doesn't leave from this computer; null: it does, or a person has to look at it here first. Judged by
 * the newest time that was written down: what is shown and what is refused agree, however often either is asked.
 */
export function elsewhere(reader: Reader, row: Pick<SendRow, 'id' | 'state'>): Elsewhere | null {
  if (row.state !== 'planned' || isPlain(reader)) return null
  const bar = mayLeaveHere(reader, row.id, leaseNow(reader, 0))
  if (bar === null || bar === 'review' || bar === 'lease') return null
  const names = namesFor(reader, row.id)
  const computer = bar === 'elsewhere' ? names.home : bar === 'authorised' ? names.sender : null
  return { computer, words: barWords(bar, names) }
}

/**
 * What is done here to a single email would not reach the computer that sends it.
 *
 * @throws Refusal `state`, saying where it is sent from and what reaches that computer
 */
export function checkSentHere(reader: Reader, row: Pick<SendRow, 'id' | 'state' | 'contact'>): void {
  const found = elsewhere(reader, row)
  if (!found) return
  throw new Refusal(
    'state',
    `The email to ${row.contact} can't be changed here. ${found.words} Pausing or stopping the contact or the sequence travels with the next exchange.`,
  )
}
