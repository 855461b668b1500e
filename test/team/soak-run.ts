/** Runs schedules of the numbers `first`, `first + step` … below `end`, and tells of each: one line of JSON. */
import { byAsking } from './by-asking.ts'
import { byHand } from './by-hand.ts'
import { deeds } from './deeds.ts'
import type { Breach, Fleet } from './fleet.ts'
import { schedule } from './schedule.ts'

/** Where the chains stand on every computer, what was noted, and who was engaged. */
function look({ computers }: Fleet): void {
  for (const { name, id, store } of computers) {
    const heads = store.all<{ device: string; state: string; n: number }>(
      'SELECT device, state, max(number) AS n FROM chunks GROUP BY device, state',
    )
    console.error(`${name} ${id}: ${heads.map((one) => `${one.device} ${one.state} ${one.n}`).join(', ')}`)
    for (const note of store.all('SELECT about, words FROM merge_notes')) console.error(' ', JSON.stringify(note))
    const rows = store.all(
      `SELECT e.public_id AS id, c.public_id AS contact, e.state, e.reason, e.deleted, e.enrolled_at AS at, (SELECT group_concat(s.step || s.state || s.deleted || s.held) FROM sends s WHERE s.enrollment_id = e.id) AS sends,
        (SELECT r.fields || coalesce(r.gone, '') || r.waits FROM shared_rows r WHERE r.kind = 'enrollment' AND r.public_id = e.public_id) AS fold
       FROM enrollments e JOIN contacts c ON c.id = e.contact_id ORDER BY c.public_id, e.public_id`,
    )
    for (const row of rows) console.error('   ', JSON.stringify(row))
    console.error(JSON.stringify(store.all('SELECT * FROM twins')))
    const accounts = store.all(
      `SELECT a.address, a.public_id, a.deleted, a.seat_id, a.hlc, r.fields, r.gone, r.waits FROM shared_rows r
       LEFT JOIN accounts a ON r.public_id = a.public_id WHERE r.kind = 'account' ORDER BY a.address`,
    )
    for (const row of accounts) console.error('   ', JSON.stringify(row))
    const list = store.all(
      `SELECT s.value, s.source, s.deleted, r.fields, r.gone FROM suppressions s
       LEFT JOIN shared_rows r ON r.kind = 'suppression' AND r.public_id = s.public_id ORDER BY s.value`,
    )
    for (const row of list) console.error('   ', JSON.stringify(row))
  }
}

const [first = 1, end = 2, step = 1, tells = 0] = process.argv.slice(2, 6).map(Number)
const breach = (process.argv[6] || null) as Breach | null
const together = process.argv[7] ? Number(process.argv[7]) : undefined
// what people do by hand beside all else, by names of by-hand.ts; without any all of it; "more": what they ask for (by-asking.ts), too
const names = process.argv[8]?.split(',')
const isNamed = ([, name]: (typeof byHand)[number]) => names?.includes(name) || names?.includes('more')
const drawn = names && [...deeds, ...byHand.filter(isNamed), ...byAsking.filter(isNamed)]
for (let seed = first; seed < end; seed += step) {
  const lines: string[] = []
  const told = { seed, left: 0, twice: 0, fault: null as string | null }
  try {
    Object.assign(
      told,
      await schedule(seed, (line) => lines.push(line), {
        ...(tells ? { lookAt: look } : {}),
        breach,
        together,
        ...(drawn ? { deeds: drawn } : {}),
      }),
    )
  } catch (error) {
    told.fault = (error as Error).stack ?? String(error)
  }
  if (tells) console.error(lines.join('\n'))
  process.stdout.write(`${JSON.stringify(told)}\n`)
}
