import { monday, type TestRoom } from '../host/room.ts'

const people = [
  ['elodie@orel.example', 'Élodie', 'Okafor', 'Maison Orel'],
  ['jonas@tessera.example', 'Jonas', 'Almeida', 'Tessera Labs'],
  ['clara@orel.example', 'Clara', 'Keller', 'Maison Orel'],
] as const
/** States of the accounts that the rows leave from; the last one is paused besides. */
export const accounts = ['active', 'error', 'inactive', 'active'] as const
const steps = (subject: string) =>
  JSON.stringify([
    { subject, html: null, text: 'Hi', days: 1, hour: null, attachments: [] },
    { subject: 'A second thought', html: null, text: 'Hi', days: 1, hour: null, attachments: [] },
  ])

/** Nine hundred emails in every state, of four accounts, three engagements and three people. */
export function outboxRows(here: TestRoom): void {
  here.room.store.write((tx) => {
    for (const [i, state] of accounts.entries())
      tx.run(
        `INSERT INTO accounts (id, public_id, kind, address, address_key, limits, state, paused, home_device, created_at, device, hlc)
         VALUES (?, ?, 'smtp', ?, ?, '[]', ?, ?, 'test', 0, 'd', 'h')`,
        10 + i,
        `account${i}`,
        `sender${i}@example.com`,
        `sender${i}@example.com`,
        state,
        i === 3 ? 1 : 0,
      )
    for (const [i, [address, first, last, company]] of people.entries())
      tx.run(
        `INSERT INTO contacts (id, public_id, address, address_key, domain, first_name, last_name, company, fields, tags, created_at, device, hlc)
         VALUES (?, ?, ?, ?, 'x.example', ?, ?, ?, '{}', '[]', 0, 'd', 'h')`,
        i + 1,
        `contact${i}`,
        address,
        address,
        first,
        last,
        company,
      )
    for (const [i, name] of ['Autumn', 'Spring'].entries()) {
      tx.run(
        `INSERT INTO sequences (id, public_id, name, created_at, device, hlc) VALUES (?, ?, ?, 0, 'd', 'h')`,
        i + 1,
        `sequence${i}`,
        name,
      )
      tx.run(
        `INSERT INTO sequence_versions (id, sequence_id, version, steps, created_at) VALUES (?, ?, 1, ?, 0)`,
        i + 1,
        i + 1,
        steps(i === 0 ? 'Your winter list' : 'Invitation for {{ first_name }}'),
      )
    }
    for (const [i, sequence] of [1, 2, 1].entries())
      tx.run(
        `INSERT INTO batches (id, public_id, sequence_id, version_id, seat_id, assign, start, zone, windows, days_off, seed, sandbox, created_at, device, hlc)
         VALUES (?, ?, ?, ?, 1, 'mine', 0, 'Europe/Paris', '[]', '[]', 1, ?, 0, 'd', 'h')`,
        i + 1,
        `batch${i}`,
        sequence,
        sequence,
        i === 2 ? 1 : 0,
      )
    const states = ['planned', 'planned', 'planned', 'planned', 'sent', 'refused', 'unsure', 'withdrawn', 'sending']
    // Numbers that share no factor meet in every combination.
    for (let n = 0; n < 900; n++) {
      const state = states[n % states.length]
      const batch = (n % 7) % 3
      tx.run(
        `INSERT INTO sends (public_id, kind, step, account_id, batch_id, contact_id, address, domain, state, due, slot, at,
           held, paused, replan, by_hand, reason, subject, settled_at, sandbox, device, hlc)
         VALUES (?, 'letter', ?, ?, ?, ?, ?, 'x.example', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'd', 'h')`,
        `send${n}`,
        (n % 2) + 1,
        10 + (n % 4),
        batch + 1,
        (n % 3) + 1,
        people[n % 3]?.[0],
        state,
        0,
        0,
        // several share an instant: the order must go on by id
        monday + (((n * 37) % 300) - 150) * 20 * 60_000,
        Number(n % 11 === 0),
        Number(n % 13 === 0),
        n % 17 === 0 ? 2 : 0,
        n % 19 === 0 ? monday : null,
        n % 23 === 0 ? '421 try again later' : null,
        state === 'sent' ? 'Your winter list' : null,
        state === 'planned' ? null : monday,
        batch === 2 ? 1 : 0,
      )
    }
  })
}
