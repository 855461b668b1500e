import type { Readable } from 'node:stream'
import { expect } from 'vitest'
import { type ReadContactsOptions, readContacts } from '../../src/main/api/csv-stream.ts'
import type { ContactInput } from '../../src/shared/domain/contact.ts'
import type { RowRefusal } from '../../src/shared/domain/csv.ts'
import { Refusal } from '../../src/shared/domain/failure.ts'
import { pieces } from '../fuzz/csv.ts'

/** Everything a list gives, with the counts checked against each other. */
export async function read(source: string | Readable, options: Partial<ReadContactsOptions> = {}) {
  const contacts: ContactInput[] = []
  const refused: RowRefusal[] = []
  const result = await readContacts(source, {
    onBatch: (good, bad) => {
      expect(good.length + bad.length).toBeLessThanOrEqual(500)
      contacts.push(...good)
      refused.push(...bad)
    },
    ...options,
  })
  expect([result.rows, result.accepted]).toEqual([result.accepted + result.refused, contacts.length])
  expect(result.refused).toBe(refused.length)
  return { ...result, contacts, refusals: refused }
}

export const whole = (text: string | Buffer, options?: Partial<ReadContactsOptions>) =>
  read(pieces(text, 1 << 20), options)
/** Code and message of the failure. */
export const failure = (text: string | Buffer, options?: Partial<ReadContactsOptions>) =>
  whole(text, options).then(
    () => 'no failure',
    (error: unknown) => (error instanceof Refusal ? `${error.code}: ${error.message}` : String(error)),
  )
