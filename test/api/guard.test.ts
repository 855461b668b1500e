import { ORPCError } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asError, checkMay, localOnly, needs, scopeOf } from '../../src/main/api/guard.ts'
import { router } from '../../src/main/api/router.ts'
import { contract } from '../../src/shared/contract/index.ts'
import { roleScopes, type Scope, scopes } from '../../src/shared/domain/access.ts'
import { failures, Refusal } from '../../src/shared/domain/failure.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'
import { questions } from './questions.ts'

let here: TestRoom
beforeAll(() => {
  here = testRoom()
})
afterAll(() => here.close())

const procedures = Object.entries(contract).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => [noun, verb]))

it('names a scope for every procedure of the contract, and for nothing else', () => {
  const named = Object.entries(needs).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => [noun, verb]))
  expect(named.sort()).toEqual(procedures.sort())
  for (const path of procedures) expect(scopes).toContain(scopeOf(path))
})

it('every procedure is answered, and nothing but the contract is', () => {
  const answered = Object.entries(router).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => [noun, verb]))
  expect(answered.sort()).toEqual(procedures.sort())
})

/** Fields of an input, of any shape it may have, that hold one text; a file or folder of this computer is named so. */
function textsOf(schema: unknown): string[] {
  const { def } = schema as { def?: { shape?: Record<string, unknown>; options?: unknown[]; innerType?: unknown } }
  if (!def) return []
  const own = Object.entries(def.shape ?? {}).flatMap(([name, field]) => (isText(field) ? [name] : []))
  return [...own, ...(def.options ?? []).flatMap(textsOf), ...(def.innerType ? textsOf(def.innerType) : [])]
}
function isText(field: unknown): boolean {
  const { def } = field as { def: { type: string; innerType?: unknown } }
  return def.type === 'string' || (def.innerType !== undefined && isText(def.innerType))
}

it('every field that is called a file, folder or path is one that no request over HTTP may name', () => {
  const found = procedures.flatMap(([noun = '', verb = '']) => {
    const schema = (contract as never as Record<string, Record<string, { '~orpc': { inputSchema?: unknown } }>>)[
      noun
    ]?.[verb]?.['~orpc'].inputSchema
    const places = textsOf(schema ?? {}).filter((name) => /^(?:file|folder|path|directory|dir|target)$/.test(name))
    return places.map((field) => `${noun}.${verb} ${field}`)
  })
  const held = Object.entries(localOnly).flatMap(([name, fields]) => Object.keys(fields).map((f) => `${name} ${f}`))
  expect(held.length).toBeGreaterThan(5)
  expect([...new Set(found)].sort()).toEqual(held.sort())
})

/** What shows more than a reader is to know: keys, somebody signing in, and what this computer joins with. */
const narrower: Record<string, Scope> = {
  'keys.list': 'admin',
  'workspace.diagnostics': 'accounts',
  'removal.look': 'accounts',
  'sign_in.get': 'accounts',
  'sign_in.wait': 'accounts',
}

it('whatever reads is GET or asks for a preview; whatever GET does only needs "read"', () => {
  const reads: string[] = []
  for (const [noun, verb] of procedures) {
    const { method } = (
      contract as never as Record<string, Record<string, { '~orpc': { route: { method: string } } }>>
    )[noun ?? '']?.[verb ?? '']?.['~orpc'].route ?? { method: '' }
    const name = `${noun}.${verb}`
    if (method === 'GET') expect([name, scopeOf([noun ?? '', verb ?? ''])]).toEqual([name, narrower[name] ?? 'read'])
    else if (scopeOf([noun ?? '', verb ?? '']) === 'read') reads.push(name)
  }
  expect(new Set(reads)).toEqual(questions)
})

/** Calls a procedure of the router as whoever it is, with an input that fits no schema: only the guard can be first. */
const call = (path: readonly string[], ...held: Parameters<typeof asker>) => {
  const client = here.client(asker(...held)) as never as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >
  return client[path[0] ?? '']?.[path[1] ?? '']?.(Symbol('fits nothing')) as Promise<unknown>
}

describe.each(procedures)('%s.%s', (...path) => {
  const need = scopeOf(path) as Scope
  it('refuses whoever lacks its scope, before it looks at the input', async () => {
    const others = scopes.filter((scope) => scope !== need)
    await expect(call(path, 1, 'admin', ...others)).rejects.toMatchObject({
      code: 'forbidden',
      status: 403,
      data: { needs: need },
    })
    await expect(call(path, 1, 'admin')).rejects.toMatchObject({ code: 'forbidden' })
  })
  it('refuses a role that may not hold its scope, whatever the key says', async () => {
    const allowed: readonly Scope[] = roleScopes.member
    if (allowed.includes(need)) {
      expect(() => checkMay(asker(1, 'member', need), path, {})).not.toThrow()
      return
    }
    await expect(call(path, 1, 'member', ...scopes)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

it('nobody may call what is not there, however it is named', () => {
  const parts = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'workspace', 'get'))
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 4 }), (path) => {
      if (procedures.some((known) => known.join() === path.join() && known.length === path.length)) return
      expect(() => checkMay(here.owner, path, {})).toThrow(Refusal)
    }),
  )
})

describe('how failures are told', () => {
  it('a refusal keeps its code, status, sentence and data', () => {
    for (const code of Object.keys(failures) as (keyof typeof failures)[])
      expect(asError(new Refusal(code, 'Why.', { about: 1 }), here.room, ['x'])).toMatchObject({
        code,
        status: failures[code].status,
        message: 'Why.',
        data: { about: 1 },
      })
  })
  it.each([
    ['SQLITE_FULL', 'disk'],
    ['SQLITE_IOERR_FSYNC', 'disk'],
    ['SQLITE_READONLY', 'disk'],
    ['SQLITE_CORRUPT', 'damaged_database'],
  ])('%s is told as %s', (code, told) => {
    expect(asError(Object.assign(new Error('x'), { code }), here.room, ['x']).code).toBe(told)
  })
  it('anything else is told by a reference that the log knows', () => {
    const error = asError(new Error('inside: C:/anna/secret'), here.room, ['sends', 'list'])
    expect(error).toBeInstanceOf(ORPCError)
    expect(error.message).not.toContain('anna')
    const reference = /under (\w+)/.exec(error.message)?.[1] ?? 'none'
    expect(here.logged.find((line) => line.includes(reference))).toContain('inside: C:/anna/secret')
  })
})
