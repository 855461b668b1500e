/**
 * What stands before every procedure, whichever door the request came through: may the asker do this, and how is a
 * failure told. A refusal becomes the typed error of its code; anything else is a bug, which is written to the log and
 * told without its inside.
 */
import { ORPCError } from '@orpc/server'
import type { contract } from '../../shared/contract/index.ts'
import { may, type Scope } from '../../shared/domain/access.ts'
import { type FailureCode, failures, Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { type Asker, os, type Room } from './context.ts'
import { checkBound, shownToBound } from './guard-bound.ts'

type Needs = { [N in keyof typeof contract]: { [P in keyof (typeof contract)[N]]: Scope } }

/** The scope each procedure needs. The type makes it complete: a new procedure doesn't compile without one. */
export const needs = {
  workspace: {
    get: 'read',
    update: 'admin',
    status: 'read',
    pause: 'write',
    resume: 'write',
    stop: 'write',
    doctor: 'read',
    journal: 'read',
    consequence: 'admin',
    countries: 'read',
    holidays: 'read',
  },
  seats: { list: 'read', add: 'admin', update: 'admin' },
  accounts: {
    list: 'read',
    get: 'read',
    create: 'accounts',
    update: 'accounts',
    activate: 'accounts',
    deactivate: 'accounts',
    pause: 'accounts',
    resume: 'accounts',
    test: 'accounts',
    history: 'read',
    deliverability: 'read',
    probe: 'accounts',
    detect: 'accounts',
    read_ca: 'accounts',
    consequence: 'accounts',
    usage: 'read',
    limits: 'read',
    managed: 'read',
    set_managed: 'admin',
    clear_managed: 'admin',
    export: 'read',
    import: 'accounts',
    removal: 'accounts',
    drafts: 'read',
    remove: 'accounts',
  },
  aliases: { list: 'read', add: 'accounts', update: 'accounts', remove: 'accounts' },
  delegations: {
    list: 'read',
    standing: 'read',
    grant: 'accounts',
    request: 'accounts',
    accept: 'accounts',
    decline: 'accounts',
    cancel: 'accounts',
    consequence: 'read',
    revoke: 'accounts',
    letter: 'accounts',
    received: 'read',
    review: 'read',
    apply: 'accounts',
    planned: 'read',
  },
  mailbox_requests: {
    list: 'read',
    check: 'accounts',
    create: 'accounts',
    approve: 'admin',
    decline: 'admin',
    withdraw: 'accounts',
    release: 'admin',
  },
  limit_requests: {
    list: 'read',
    request_increase: 'accounts',
    request_review: 'accounts',
    approve: 'admin',
    decline: 'admin',
  },
  groups: {
    list: 'read',
    get: 'read',
    consequence: 'read',
    create: 'accounts',
    update: 'accounts',
    remove: 'accounts',
  },
  contacts: {
    list: 'read',
    get: 'read',
    history: 'read',
    count: 'read',
    tags: 'read',
    owners: 'read',
    create: 'write',
    update: 'write',
    tag: 'write',
    assign: 'write',
    suppress: 'write',
    erasure: 'read',
    erase: 'admin',
    inspect: 'write',
    import: 'write',
    import_errors: 'read',
  },
  suppressions: { list: 'read', add: 'write', remove: 'write', import: 'write', export: 'read' },
  sequences: {
    list: 'read',
    get: 'read',
    create: 'write',
    update: 'write',
    duplicate: 'write',
    archive: 'write',
    unarchive: 'write',
    pause: 'write',
    resume: 'write',
    check: 'read',
    render: 'read',
    variables: 'read',
  },
  schedule: { preview: 'read', audience: 'read', options: 'read', tryout: 'read', engage: 'write', engaging: 'write' },
  calendar: { range: 'read', senders: 'read', what_if: 'read', numbers: 'read', move_start: 'write', apply: 'write' },
  enrollments: { reassign: 'write', list: 'read', pause: 'write', resume: 'write', stop: 'write' },
  sends: {
    list: 'read',
    counts: 'read',
    get: 'read',
    letter: 'read',
    attempts: 'read',
    clicks: 'read',
    cancel: 'write',
    restore: 'write',
    hold: 'write',
    release: 'write',
    reschedule: 'write',
    move: 'write',
    send_now: 'write',
    send_drafts: 'write',
    bulk: 'write',
  },
  unsure: { list: 'read', settle: 'write' },
  incoming: { list: 'read', counts: 'read', seen: 'write', get: 'read', undo: 'write', correct: 'write' },
  today: { overview: 'read', seen: 'write' },
  reports: { sequence: 'read', contacts: 'read', export: 'read' },
  sandbox: { list: 'read', get: 'read', count: 'read', clear: 'write' },
  secrets: { status: 'read', unlock: 'accounts', lock: 'accounts', use: 'admin', passphrase: 'admin' },
  domains: {
    list: 'read',
    get: 'read',
    deliverability: 'read',
    add: 'admin',
    update: 'admin',
    check: 'accounts',
    dkim_generate: 'admin',
    remove: 'admin',
  },
  devices: { list: 'read', begin: 'admin', rename: 'write', consequence: 'read', revoke: 'admin' },
  invitations: {
    list: 'read',
    create: 'admin',
    withdraw: 'admin',
    review: 'admin',
    join: 'admin',
    joining: 'admin',
    review_answer: 'admin',
    admit: 'admin',
  },
  keys: { list: 'admin', create: 'admin', revoke: 'admin' },
  sign_in: {
    start: 'accounts',
    get: 'accounts',
    wait: 'accounts',
    cancel: 'accounts',
    clients: 'read',
    set_client: 'admin',
  },
  events: { subscribe: 'read' },
  exchange: {
    status: 'read',
    export: 'write',
    compare: 'write',
    import: 'write',
    folder: 'read',
    set_folder: 'write',
    notes: 'read',
  },
  safety: { status: 'read', compare: 'write', lift: 'admin' },
  backups: { list: 'read', create: 'write', restore: 'admin' },
  views: { list: 'read', save: 'write', remove: 'write' },
} as const satisfies Needs

/** Input fields that name a file of this computer: not for requests over HTTP, or a key would read any file here. */
const localOnly: Record<string, readonly string[]> = {
  'contacts.import': ['file'],
  'contacts.inspect': ['file'],
  'suppressions.import': ['file'],
  'exchange.export': ['file'],
  'exchange.compare': ['file'],
  'exchange.import': ['file'],
  'exchange.set_folder': ['folder'],
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
  if (!may(asker.scopes, asker.role, need))
    throw new Refusal('forbidden', `${name} needs the scope "${need}".`, { needs: need })
  if (!asker.remote || typeof input !== 'object' || input === null) return
  for (const field of localOnly[name] ?? [])
    if ((input as Record<string, unknown>)[field] !== undefined)
      throw new Refusal('forbidden', `"${field}" names a file of this computer. Upload the file and give its "upload".`)
}

/** What oRPC reports when the input doesn't fit the contract. */
interface Issue {
  path?: readonly (PropertyKey | { key: PropertyKey })[]
  message: string
}

/** "limits.0: Too long": which field, and what is wrong with it. */
function sentence(issues: readonly Issue[]): string {
  return issues
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
