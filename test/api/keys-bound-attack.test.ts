/**
 * Every procedure, asked by a key that is bound to one account with all the scopes its seat can give, and by inputs made
 * from the procedure's own schema out of the ids and addresses of both accounts. Nothing of the other may come out, and
 * nothing of it may change.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as z from 'zod'
import type { Asker } from '../../src/main/api/context.ts'
import { throughBound } from '../../src/main/api/guard-bound.ts'
import { contract } from '../../src/shared/contract/index.ts'
import { scopes } from '../../src/shared/domain/access.ts'
import { type BoundRoom, boundRoom } from './bound-room.ts'
import { inputOf } from './schema-inputs.ts'

const names = Object.entries(contract).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => `${noun}.${verb}`))
type Procedure = { '~orpc': { inputSchema?: z.ZodType } }
const schemaOf = (name: string) => {
  const [noun = '', verb = ''] = name.split('.')
  return (contract as never as Record<string, Record<string, Procedure>>)[noun]?.[verb]?.['~orpc'].inputSchema
}

/** All that the ledger knows of the other account, of keys, seats, groups and the workspace, as text. */
function elsewhere(here: BoundRoom): string {
  const other = `(SELECT id FROM accounts WHERE public_id = '${here.other.account}')`
  return JSON.stringify(
    [
      `accounts WHERE id = ${other}`,
      `aliases WHERE account_id = ${other}`,
      `sends WHERE account_id = ${other}`,
      `enrollments WHERE account_id = ${other}`,
      `account_events WHERE account_id = ${other}`,
      'api_keys',
      'seats',
      'groups',
      'suppressions',
    ]
      .map((what) => here.room.store.all(`SELECT * FROM ${what}`))
      .concat(here.room.store.all('SELECT zone, windows, holidays, days_off, policy, paused, stopped FROM workspace')),
  )
}

/** What names the other account or its mail. */
const secretsOf = ({ other }: BoundRoom) => [
  other.account,
  other.address,
  'CANARY',
  ...other.sends,
  ...other.enrollments,
]
const textsOf = ({ mine, other, group }: BoundRoom) => [
  ...[mine, other].flatMap((each) => [
    each.account,
    each.address,
    each.sends[0] as string,
    each.enrollments[0] as string,
  ]),
  ...['canary-alias@example.com', 'one@anna.test', 'one@bert.test', 'S', 'EU', group, 'now', '2026-11-24T10:00'],
]

async function drained(answer: unknown): Promise<unknown> {
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return answer
  const all: unknown[] = []
  for await (const each of answer as AsyncIterable<unknown>) all.push(each)
  return all
}

/** What a call gave away that its asker did not say itself, and whether anything elsewhere is another than before. */
async function attack(here: BoundRoom, who: Asker, name: string, input: unknown) {
  const [noun = '', verb = ''] = name.split('.')
  const before = elsewhere(here)
  const client = here.client(who) as never as Record<string, Record<string, (input: unknown) => Promise<unknown>>>
  const said = JSON.stringify(input) ?? ''
  const asked = client[noun]?.[verb]
  if (!asked) throw new Error(`${name} is not answered`)
  const got = await asked(input)
    .then(drained)
    .then((answer) => ({ ok: true, text: JSON.stringify(answer) ?? '' }))
    .catch((error: Error & { data?: unknown }) => ({ ok: false, text: JSON.stringify([error.message, error.data]) }))
  const leaked = secretsOf(here).filter((secret) => got.text.includes(secret) && !said.includes(secret))
  return { ok: got.ok, leaked, changed: elsewhere(here) !== before }
}

let here: BoundRoom
let bound: Asker
beforeAll(async () => {
  here = await boundRoom()
  const at = here.client()
  await at.accounts.update({ public_id: here.other.account, from_name: 'CANARY' })
  await at.aliases.add({
    public_id: here.other.account,
    email: 'canary-alias@example.com',
    theirs: true,
    unlike: true,
    permits: ['more'],
  })
  const { id } = here.room.store.get<{ id: number }>(
    `SELECT id FROM accounts WHERE public_id = ?`,
    here.mine.account,
  ) ?? {
    id: -1,
  }
  // more than such a key can be given: what it is bound to counts whatever its scopes say
  bound = { ...here.owner, scopes, remote: true, bound: { key: 'CRM', accounts: [id], groups: [] } }
})
afterAll(() => here.close())

it.each(names)('%s gives nothing of another account away, and changes nothing of it', async (name) => {
  const inputs = fc.sample(inputOf(schemaOf(name), textsOf(here)), { numRuns: name in throughBound ? 60 : 5, seed: 7 })
  for (const input of inputs) {
    const { ok, leaked, changed } = await attack(here, bound, name, input)
    expect({ name, input, leaked, changed, ok: ok && !(name in throughBound) }).toEqual({
      name,
      input,
      leaked: [],
      changed: false,
      ok: false,
    })
  }
})

it('the same attack by a key without binding finds all of that', async () => {
  const free = await boundRoom()
  try {
    await free.client().accounts.update({ public_id: free.other.account, from_name: 'CANARY' })
    const [leaks, changes]: [string[], string[]] = [[], []]
    for (const name of Object.keys(throughBound).filter((each) => !each.startsWith('accounts.test')))
      for (const input of fc.sample(inputOf(schemaOf(name), textsOf(free)), { numRuns: 60, seed: 7 })) {
        const { leaked, changed } = await attack(free, { ...free.owner, remote: true }, name, input)
        if (leaked.length > 0 && !leaks.includes(name)) leaks.push(name)
        if (changed && !changes.includes(name)) changes.push(name)
      }
    expect(leaks).toEqual(
      expect.arrayContaining([
        'accounts.list',
        'accounts.usage',
        'accounts.get',
        'schedule.options',
        'sends.get',
        'enrollments.list',
      ]),
    )
    expect(changes).toEqual(
      expect.arrayContaining(['accounts.pause', 'sends.hold', 'sends.cancel', 'enrollments.stop']),
    )
  } finally {
    free.close()
  }
})
