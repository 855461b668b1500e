/** Lists that are none: each is read or refused in words, every row counted, however its bytes arrive. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { readContacts } from '../../src/main/api/csv-stream.ts'
import type { ContactInput } from '../../src/shared/domain/contact.ts'
import type { RowRefusal } from '../../src/shared/domain/csv.ts'
import { Refusal } from '../../src/shared/domain/failure.ts'

/** A stream that hands the bytes over in pieces of `size`. */
export function pieces(bytes: Buffer | string, size: number): Readable {
  const all = Buffer.from(bytes as string)
  return Readable.from(
    (function* () {
      for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
    })(),
    { objectMode: false },
  )
}

/** What comes of it: everything that the list gives, its counts checked against each other, or why it is refused. */
async function outcome(bytes: Buffer, size: number) {
  const contacts: ContactInput[] = []
  const refused: RowRefusal[] = []
  try {
    const onBatch = (good: ContactInput[], bad: RowRefusal[]) => {
      assert.ok(good.length + bad.length <= 500)
      contacts.push(...good)
      refused.push(...bad)
    }
    const { rows, accepted, refused: told } = await readContacts(pieces(bytes, size), { onBatch })
    assert.deepEqual([rows, accepted, told], [accepted + told, contacts.length, refused.length])
    return { contacts, refused, rows }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.message
  }
}

const token = fc.constantFrom(
  ...['"', '""', ',', ';', '\n', '\r\n', '\r', 'a@b.de', 'email', '\u0000', '\ufeff', ' ', 'é', '\t'],
)
const list = fc.oneof(
  fc.array(token, { maxLength: 60 }).map((tokens) => Buffer.from(tokens.join(''))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  // a good list, in which something was hit
  fc
    .tuple(fc.array(fc.array(token, { maxLength: 4 }), { maxLength: 12 }), fc.nat(400), fc.uint8Array({ maxLength: 4 }))
    .map(([rows, at, hit]) => {
      const text = ['email,name,city', ...rows.map((cells, n) => [`p${n}@shop.com`, ...cells].join(','))].join('\n')
      const bytes = Buffer.from(text)
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(hit), bytes.subarray(at + hit.length)])
    }),
)

export const brokenList = () =>
  fc.asyncProperty(list, async (bytes) => assert.deepEqual(await outcome(bytes, 3), await outcome(bytes, 1 << 20)))
