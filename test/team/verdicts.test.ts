/**
 * By which rules what a team told is judged has a number, and whoever changes a rule has to raise it: else a computer that took something in
 * before has other rows than one that hears of it afterwards. So there is what a team told once, with much that nobody may tell,
 * and what came out. Recorded anew by `CADENZA_RECORD=verdicts vitest run test/team/verdicts.test.ts`, which raises nothing by itself.
 */
import { hash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { enterTeam } from '../../src/main/store/joining.ts'
import { mergeChunk } from '../../src/main/store/merging.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { mergeRules } from '../../src/shared/domain/rules-number.ts'
import { canonical, sharedKinds } from '../../src/shared/domain/shared-change.ts'
import { isNote } from '../../src/shared/domain/shared-fold.ts'
import { installed } from './devices.ts'
import { type Telling, tellingIn } from './telling.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
const [told, verdicts] = ['told.json.gz', 'verdicts.json.gz'].map((name) => join(fixtures, name)) as [string, string]
const isRecording = process.env.CADENZA_RECORD === 'verdicts'
const read = (file: string) => JSON.parse(gunzipSync(readFileSync(file)).toString())
const write = (file: string, what: unknown) => writeFileSync(file, gzipSync(JSON.stringify(what), { level: 9 }))

/** What became of all that was told: which chunks count, which changes don't and why, and the fold, row by row. */
interface Verdicts {
  rules: number
  chunks: Record<string, string>
  refused: Record<string, string>
  fold: Record<string, string>
}

/** By what words something is refused makes no other fold of it. */
const essence = (all: readonly Verdicts[]) => all.map((one) => ({ ...one, refused: Object.keys(one.refused) }))

/** After all that was told. */
const later = Date.parse('2027-06-01T00:00:00Z')

async function judged({ workspace, root, chunks }: Telling): Promise<Omit<Verdicts, 'rules'>> {
  const { store } = await installed({ name: 'Zoe', address: 'zoe@acme.com', role: 'member' }, later)
  try {
    const { name, zone, windows, holidays, daysOff, policy, messageKey } = workspaceRow(store)
    const whole = {
      id: workspace,
      key: messageKey.toString('base64url'),
      name,
      zone,
      windows,
      holidays,
      daysOff,
      policy,
    }
    const seat = { id: 'zoezoezoezoezoez', name: 'Zoe', address: 'zoe@acme.com', role: 'member' } as const
    const joining = { invitation: 'i', at: later, answer: '', expiresAt: later, inviter: 'Ana' }
    store.write((tx) => enterTeam(tx, { workspace: whole, root, seat }, joining))
    for (const chunk of chunks) store.write((tx) => mergeChunk(tx, chunk, later, true))
    const states = store.all<{ at: string; state: string }>("SELECT device || ' ' || number AS at, state FROM chunks")
    const notes = store.all<{ about: string; words: string }>(
      "SELECT about, words FROM merge_notes WHERE what IN ('refused', 'altered') ORDER BY about",
    )
    const rows = store.all<Record<'kind' | 'id' | 'fields' | 'clock' | 'clocks', string> & { gone: string | null }>(
      'SELECT kind, public_id AS id, fields, clock, clocks, gone FROM shared_rows ORDER BY kind, public_id',
    )
    const fold = rows.map(({ kind, id, gone, clock, clocks, fields }) => {
      const at = JSON.parse(clocks ?? '{}') as Record<string, string>
      const said = Object.entries(JSON.parse(fields) as object)
        .map(([field, value]) => [field, value, isNote(field) ? '' : (at[field] ?? clock)])
        .sort()
      return [`${kind} ${id}`, hash('sha256', canonical({ said, gone }), 'base64url').slice(0, 12)]
    })
    return {
      chunks: Object.fromEntries(states.map(({ at, state }) => [at, state])),
      refused: Object.fromEntries(notes.map(({ about, words }) => [about, words])),
      fold: Object.fromEntries(fold),
    }
  } finally {
    store.close()
  }
}

/** Of the newest version that is out; 0: none of those had a number. */
function releasedRules(): number {
  const databases = join(fixtures, 'databases')
  const [newest] = readdirSync(databases).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  const data = gunzipSync(readFileSync(join(databases, newest as string)))
  // one in memory has no log beside it, and says so in its head
  data.fill(1, 18, 20)
  const db = new Database(data)
  try {
    const has = db.prepare("SELECT 1 FROM pragma_table_info('workspace') WHERE name = 'merge_rules'").get()
    return has ? (db.prepare('SELECT merge_rules FROM workspace').pluck().get() as number) : 0
  } finally {
    db.close()
  }
}

/** Schedules; the last has what is told about who may do what altered as well: then other computers have other rights. */
const seeds = [
  [26, false],
  [19, false],
  [71, true],
] as const

async function tellings(): Promise<Telling[]> {
  const all: Telling[] = []
  // one after the other: names come from the dice of one
  for (const [seed, withFacts] of seeds) all.push(await tellingIn(seed, withFacts))
  return all
}

const record = 'CADENZA_RECORD=verdicts vitest run test/team/verdicts.test.ts'
const advice = (): string =>
  releasedRules() >= mergeRules
    ? `The rules of merging have changed since they were released: raise mergeRules in src/shared/domain/rules-number.ts, then ${record}`
    : `The rules of merging have changed. Their number has not been released yet, so they need no other: ${record}`

it('judges what was told as it was judged when the number of its rules was given', { timeout: 120_000 }, async () => {
  if (isRecording && !existsSync(told)) write(told, await tellings())
  const found: Verdicts[] = []
  for (const telling of read(told) as Telling[]) found.push({ rules: mergeRules, ...(await judged(telling)) })
  const before = existsSync(verdicts) ? (read(verdicts) as Verdicts[]) : null
  if (isRecording && (before === null || releasedRules() < mergeRules)) write(verdicts, found)
  else expect(essence(found), advice()).toEqual(essence(before ?? []))
})

it('has something of every kind, and of most of what can be refused', () => {
  const [all, recorded] = [read(told) as Telling[], read(verdicts) as Verdicts[]]
  const changes = all.flatMap(({ chunks }) => chunks.flatMap(({ bodies }) => bodies))
  const kinds = changes.map((body) => (JSON.parse(body ?? '{}') as { kind: string }).kind)
  expect(sharedKinds.filter((kind) => !kinds.includes(kind))).toEqual([])
  const words = new Set(recorded.flatMap(({ refused }) => Object.values(refused)))
  console.log(
    [...words],
    changes.length,
    recorded.map((r) => Object.keys(r.refused).length),
  )
  expect(words.size).toBeGreaterThan(20)
})
