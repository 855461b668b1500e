/**
 * What stands before every procedure, whichever door the request came through: may the asker do this, and how is a
 * failure told. A refusal becomes the typed error of its code; anything else is a bug, which is written to the log and
 * told without its inside.
 */
import { ORPCError } from '@orpc/server'
import { may, roleScopes, type Scope } from '../../shared/domain/access.ts'
import { type FailureCode, failures, Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { type Asker, os, type Room } from './context.ts'
import { checkBound, shownToBound } from './guard-bound.ts'
import { needs } from './guard-needs.ts'

export { needs }

const upload = 'Upload the file and give its "upload".'
/**
 * Input fields that name a file or folder of this computer, and what to do without them: not for requests over HTTP, or a key
 * would read and write any file here. In the desktop only what a person chose in a dialog counts: a script that got into the
 * page could otherwise read any file as contacts, or write one where it likes.
 */
export const localOnly: Record<string, Record<string, string>> = {
  'contacts.import': { file: upload },
  'contacts.inspect': { file: upload },
  'suppressions.import': { file: upload },
  'exchange.export': { file: 'Leave it out, and the file comes as the answer.' },
  'exchange.compare': { file: upload },
  'exchange.import': { file: upload },
  'exchange.set_folder': { folder: 'Choose it on that computer: cadenza workspace folder PATH.' },
}

/** The scope of a procedure, or undefined for a path that is none. */
export function scopeOf(path: readonly string[]): Scope | undefined {
  const [noun = '', verb = ''] = path
  const of = Object.hasOwn(needs, noun) ? (needs as Record<string, Record<string, Scope>>)[noun] : undefined
  return of && path.length === 2 && Object.hasOwn(of, verb) ? of[verb] : undefined
}

/** @throws Refusal `forbidden` when the asker's scopes or role don't allow the procedure, or the input names a file. */
export function checkMay(asker: Asker, path: readonly string[], input: unknown): void {
  const name = path.join('.')
  const need = scopeOf(path)
  if (need === undefined) throw new Refusal('forbidden', `Nobody may call ${name}.`)
  if (!may(asker.scopes, asker.role, need)) throw withheld(asker, name, need)
  if (!asker.remote || typeof input !== 'object' || input === null) return
  for (const [field, instead] of Object.entries(localOnly[name] ?? {}))
    if (typeof (input as Record<string, unknown>)[field] === 'string')
      throw new Refusal('forbidden', `"${field}" names a place on the computer that Cadenza runs on. ${instead}`)
}

/** Where the role lacks it, no other key would help. */
function withheld({ role }: Asker, name: string, need: Scope): Refusal {
  const words = (roleScopes[role] as readonly Scope[]).includes(need)
    ? `${name} needs the scope "${need}".`
    : `Only an admin may do this (${name}), and this seat is a member's. Ask an admin of the workspace.`
  return new Refusal('forbidden', words, { needs: need })
}

/** What oRPC reports when the input doesn't fit the contract. */
interface Issue {
  path?: readonly (PropertyKey | { key: PropertyKey })[]
  message: string
  /** Of an input that fits none of several shapes: what each of them misses. */
  errors?: readonly (readonly Issue[])[]
}

const depthOf = (issues: readonly Issue[]): number =>
  Math.max(0, ...issues.map(({ path = [], errors = [] }) => path.length + Math.max(0, ...errors.map(depthOf))))

/** What is wrong, by the shape that was meant most likely: the one that fits deepest, and misses least. */
function innermost(issue: Issue): readonly Issue[] {
  const { path = [], errors = [] } = issue
  const [meant] = errors.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)
  if (!meant || meant.length === 0) return [issue]
  return meant.flatMap(innermost).map((each) => ({ ...each, path: [...path, ...(each.path ?? [])] }))
}

/** "limits.0: Too long": which field, and what is wrong with it. */
function sentence(issues: readonly Issue[]): string {
  return issues
    .flatMap(innermost)
    .slice(0, 5)
    .map(({ path = [], message }) => {
      const where = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
      const said = message.replace(/^Invalid input: expected (.*), received undefined$/, 'Missing: give it as $1.')
      return where ? `${where}: ${said}` : said
    })
    .join('; ')
}

/** SQLite's own trouble, as far as a person can do something about it. */
function fromSqlite(code: string, message: string): Refusal | null {
  if (/^SQLITE_(FULL|IOERR|READONLY)/.test(code)) return new Refusal('disk', `The disk refused to write: ${message}.`)
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return new Refusal('damaged_database', `The database is damaged: ${message}. Restore a backup.`)
  return null
}

const typed = (code: FailureCode, message: string, data: Record<string, unknown>, cause?: unknown) =>
  new ORPCError(code, { status: failures[code].status, message, data, cause })

/** The error as the asker gets it. Whatever is not a refusal is logged under a reference, which is all that is told. */
export function asError(error: unknown, room: Room, path: readonly string[]): ORPCError<string, unknown> {
  if (error instanceof Refusal) return typed(error.code, error.message, error.data)
  if (error instanceof ORPCError) {
    const { code, data } = error as ORPCError<string, { issues?: Issue[] } | undefined>
    if (code === 'BAD_REQUEST' && data?.issues) return typed('bad_request', sentence(data.issues), {})
    if (Object.hasOwn(failures, code)) return error
  }
  const found = error as { code?: unknown; name?: string; message?: string; stack?: string }
  const known = typeof found?.code === 'string' ? fromSqlite(found.code, String(found.message)) : null
  if (known) return typed(known.code, known.message, known.data)
  if (found?.name === 'AbortError') return typed('cancelled', 'It was cancelled.', {})
  const reference = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  room.ports.log.error('a procedure failed', {
    procedure: path.join('.'),
    reference,
    error: found?.stack ?? String(error),
    cause: (error as Error)?.cause instanceof Error ? String((error as Error).cause) : undefined,
  })
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    status: 500,
    message: `Something went wrong inside Cadenza. The log has it under ${reference}.`,
  })
}

async function* told(stream: AsyncIteratorObject<unknown, unknown, unknown>, tell: (error: unknown) => unknown) {
  try {
    return yield* stream
  } catch (error) {
    throw tell(error)
  }
}

/** The middleware that router.ts puts before everything. */
export const guard = os.middleware(async ({ context, path, next }, input) => {
  const tell = (error: unknown) => asError(error, context.room, path)
  try {
    const { asker, room } = context
    checkMay(asker, path, input)
    if (asker.bound) checkBound(room.store, asker.bound, path, input)
    const result = await next()
    const output = asker.bound ? shownToBound(room.store, asker.bound, path, result.output) : (result.output as unknown)
    if (typeof output === 'object' && output !== null && Symbol.asyncIterator in output)
      return { ...result, output: told(output as AsyncIteratorObject<unknown, unknown, unknown>, tell) as never }
    return { ...result, output: output as never }
  } catch (error) {
    throw tell(error)
  }
})
