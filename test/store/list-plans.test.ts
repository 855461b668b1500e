import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { figures, longWork, otherLists } from '../../bench/lists-asks.ts'
import { contactLists, counted } from '../../bench/lists-contacts.ts'
import { type Lists, openLists, seedLists } from '../../bench/lists-seed.ts'
import { things } from '../../bench/lists-things.ts'
import { contract } from '../../src/shared/contract/index.ts'
import { questions } from '../api/questions.ts'
import { asideOf, keptSmall, neverFar } from './list-plans-known.ts'
import { type Asked, watched, wholeTables } from './plans.ts'

let folder: string
let asked: Asked[] = []
let statistics: unknown[] = []
/** `sends.list`, as it was called. */
const called = new Set<string>()

/** The client, which notes what it is asked. */
const noting = (client: Lists['client']): Lists['client'] =>
  new Proxy(client, {
    get: (nouns, noun: string) =>
      new Proxy(nouns[noun as keyof typeof nouns] as object, {
        get: (verbs, verb: string) => {
          called.add(`${noun}.${verb}`)
          return verbs[verb as keyof typeof verbs]
        },
      }),
  })

async function askAll(client: Lists['client'], found: ReturnType<typeof things>): Promise<void> {
  for (const list of Object.values({ ...contactLists(client, found), ...otherLists(client, found) })) {
    const { next } = await list(undefined)
    if (next !== null) await list(next)
  }
  for (const ask of Object.values(figures(client, found))) await ask()
  for (const filter of Object.values(counted(found))) await client.contacts.count(filter)
  for (const work of Object.values(longWork(client, found))) for await (const _ of await work());
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-plans-'))
  await seedLists(join(folder, 'lists'), 400)
  const seen: { asked: () => Asked[] } = { asked: () => [] }
  const lists = openLists(join(folder, 'lists'), (store) => {
    const watching = watched(store)
    seen.asked = watching.asked
    return watching.store
  })
  await askAll(noting(lists.client), things(lists))
  statistics = lists.store.all("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'")
  asked = seen.asked().filter(({ site }) => site !== 'elsewhere')
  await lists.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('asks whatever there is to ask of lists and reports', () => {
  const shown = Object.entries(contract).flatMap(([noun, verbs]) =>
    Object.entries(verbs).flatMap(([verb, procedure]) => {
      const name = `${noun}.${verb}`
      const { method } = (procedure as unknown as { '~orpc': { route: { method?: string } } })['~orpc'].route
      return method === 'GET' || questions.has(name) ? [name] : []
    }),
  )
  // neither forgotten, nor excused although it is asked
  const words = 'Ask it in bench/lists-asks.ts, or say in list-plans-known.ts why it never meets a million rows.'
  expect(shown.filter((name) => !called.has(name)).sort(), words).toEqual(Object.values(keptSmall).flat().sort())
})

it('is planned as for a million rows: without statistics SQLite takes each table to have 1,048,576', () => {
  expect(statistics).toEqual([])
  const folder = join(import.meta.dirname, '../../src/main')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|sql)$/.test(name))
  expect(files.length).toBeGreaterThan(400)
  const making = files.filter((name) => /\bANALYZE\b|pragma\W+optimize/i.test(readFileSync(join(folder, name), 'utf8')))
  expect(making).toEqual([])
})

it('reads no large table from end to end, but where that is meant', () => {
  const found = new Set(asked.flatMap(wholeTables))
  expect(asked.length).toBeGreaterThan(400)
  expect([...found].sort()).toEqual(Object.values(neverFar).flat().sort())
})

it('counts what a receiver of news was told in an index, without its rows', () => {
  const steps = asked.filter(({ site }) => site.startsWith('webhooks.ts')).flatMap((each) => each.steps)
  const told = steps.filter((step) => /^(?:SCAN|SEARCH) d\b/.test(step))
  const way = 'SEARCH d USING COVERING INDEX webhook_deliveries_state (webhook_id=? AND state=?)'
  expect(told).toEqual([way, way, way])
})

it('knows the plan of every query in the files that lists and reports read with', () => {
  const hit = new Set(asked.map(({ site }) => site))
  const files = new Set([...hit].map((site) => site.split(':')[0] ?? ''))
  const missed = [...files].flatMap((file) => {
    const lines = readFileSync(join(import.meta.dirname, '../../src/main/store', file), 'utf8').split('\n')
    let name = ''
    return lines.flatMap((line, at) => {
      name = /^(?:export )?(?:const|function\*?) (\w+)/.exec(line)?.[1] ?? name
      if (!/\breader\s*\.(?:all|get|iterate)\b|^\s+\.(?:all|get|iterate)</.test(line)) return []
      // a call may begin on the line before its method
      const isHit = [at, at + 1, at + 2].some((place) => hit.has(`${file}:${place}`))
      return isHit ? [] : [`${file.replace('.ts', '')} ${name}`]
    })
  })
  const words = 'Ask it in bench/lists-*.ts, so that its plan is looked at here, or say in list-plans-known.ts why not.'
  expect([...new Set(missed)].sort(), words).toEqual(Object.values(asideOf).flat().sort())
})
