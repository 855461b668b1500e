/** Mail that another computer sends is left alone here. */
import { Refusal } from '../../shared/domain/failure.ts'
import { sentElsewhere } from '../store/elsewhere.ts'
import type { Reader } from '../store/open.ts'
import type { SendRow } from '../store/sends.ts'

/**
 * What is done here to a single email would not reach the computer that sends it.
 *
 * @throws Refusal `state`, saying where it is sent from and what reaches that computer
 */
export function checkSentHere(reader: Reader, row: Pick<SendRow, 'id' | 'state' | 'contact'>): void {
  const found = row.state === 'planned' ? sentElsewhere(reader, row.id) : null
  if (!found) return
  throw new Refusal(
    'state',
    `The email to ${row.contact} can't be changed here. ${found.words} Pausing or stopping the contact or the sequence travels with the next exchange.`,
  )
}
