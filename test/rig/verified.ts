/** A domain that is verified, where a test is about something else: an account of the whole team may send under it. */

import { stamp } from '../../src/main/store/clockwork.ts'
import { domainByName, insertDomain } from '../../src/main/store/domains.ts'
import type { Store } from '../../src/main/store/open.ts'

/** @param at ms since the epoch; it was looked at then, so that no look is due for some hours */
export function verifyDomain(store: Store, name: string, at: number): void {
  store.write((tx) => {
    const publicId = `verified-${name}`
    if (!domainByName(tx, name)) insertDomain(tx, { publicId, name, trackingHost: null, createdAt: at }, stamp(tx, at))
    const fine = { state: 'ok', found: [], says: 'In order.', add: null, at }
    tx.run(
      'UPDATE domains SET checks = ?, checked_at = ? WHERE name = ?',
      JSON.stringify({ spf: fine, dkim: fine }),
      at,
      name,
    )
  })
}
