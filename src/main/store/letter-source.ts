/** All that one email is made from, read in one place: whoever sends it and whoever shows it must read the same. */
import { domainOf } from '../../shared/domain/address.ts'
import { defaultPolicy } from '../../shared/domain/policy.ts'
import { conversationStart } from '../../shared/domain/variant.ts'
import type { Reader } from './open.ts'
import { type Origin, originMark } from './origin.ts'
import { type LetterFacts, letterFacts, type ThreadStep, thread } from './sending.ts'
import { attachment } from './sequences.ts'
import { workspaceRow } from './workspace.ts'

export interface StoredLetter {
  keeper: object
  facts: LetterFacts
  /** The address it is written from, where that is not its account's own. */
  alias: { address: string; name: string | null } | null
  key: Buffer
  /** Which copy of the data it leaves from. */
  origin: string
  out: OutOfLetter
  thread: ThreadStep[]
  file: (hash: string) => Buffer | undefined
}

/** Read each time: it changes where a workspace joins a team. */
const messageKey = (reader: Reader): Buffer => workspaceRow(reader).messageKey

/** How the reader of an email gets out of it, as policy and domain say. */
export interface OutOfLetter {
  /** A tracking domain that has answered a check through its public name. */
  host: string | null
  /** True: links lead over it. */
  track: boolean
  /** What the opt-out line says; null: none is written. */
  words: string | null
  /** The sender's postal address below that; null: none is written. */
  postal: string | null
}

/**
 * The same for any email of an account; null: of none yet.
 *
 * @param domain that it is written from, where that isn't its account's
 */
export const outOfAccount = (reader: Reader, accountId: number | null, domain: string | null): OutOfLetter =>
  reader.known(`way out ${accountId} ${domain}`, () => readOut(reader, accountId, domain))

function readOut(reader: Reader, accountId: number | null, domain: string | null): OutOfLetter {
  const found = reader.get<{
    host: string | null
    track: 0 | 1 | null
    line: 0 | 1 | null
    words: string | null
    postal: string | null
  }>(
    `SELECT w.policy ->> 'track_links' AS track, w.policy ->> 'opt_out_line' AS line,
       w.policy ->> 'opt_out_words' AS words, w.policy ->> 'postal_address' AS postal,
       (SELECT d.tracking_host FROM domains d WHERE d.deleted = 0 AND d.checks ->> '$.tracking.answered' = 1
          AND CASE WHEN a.tracking_domain IS NULL
            THEN d.name = coalesce(@domain, substr(a.address_key, instr(a.address_key, '@') + 1))
            ELSE d.tracking_host = lower(a.tracking_domain) END LIMIT 1) AS host
     FROM workspace w LEFT JOIN accounts a ON a.id = @accountId`,
    { accountId, domain },
  )
  const isLine = found?.line ?? defaultPolicy.opt_out_line
  return {
    host: found?.host ?? null,
    track: Boolean(found?.track ?? defaultPolicy.track_links),
    words: isLine ? (found?.words ?? defaultPolicy.opt_out_words) : null,
    postal: found?.postal?.trim() || null,
  }
}

/** The mark of an email (row id) that leaves from here now. */
export function originOf(reader: Reader, sendId: number, key = messageKey(reader)): string {
  const found = reader.get<{ send: string; accountId: number }>(
    'SELECT public_id AS send, account_id AS accountId FROM sends WHERE id = ?',
    sendId,
  )
  if (!found) throw new Error('originOf: the email is gone')
  return markOf(reader, found.send, found.accountId, key)
}

function markOf(reader: Reader, send: string, accountId: number, key: Buffer): string {
  const here = reader.known(`origin ${accountId}`, () =>
    reader.get<Omit<Origin, 'send'>>(
      'SELECT w.device, a.epoch FROM accounts a CROSS JOIN workspace w WHERE a.id = ?',
      accountId,
    ),
  )
  if (!here) throw new Error('originOf: the account is gone')
  return originMark(key, { send, ...here })
}

type ThreadSteps = Parameters<typeof conversationStart>[0]
/** Read once per version: a version never changes, and its texts may be long. */
const known = new Map<string, ThreadSteps>()

function stepsOf({ steps }: LetterFacts): ThreadSteps {
  const found = known.get(steps) ?? (JSON.parse(steps) as ThreadSteps)
  known.clear()
  known.set(steps, found)
  return found
}

/** What its subject alone is made from; undefined where its contact or sequence is gone, or it never had one. */
export function storedSubject(
  reader: Reader,
  sendId: number,
): Pick<StoredLetter, 'keeper' | 'facts' | 'alias' | 'thread'> | undefined {
  const facts = letterFacts(reader, sendId)
  if (!facts) return undefined
  const { aliasAddress, aliasName } = facts
  return {
    keeper: reader,
    facts,
    alias: aliasAddress === null ? null : { address: aliasAddress, name: aliasName },
    thread: thread(reader, facts.enrollmentId, facts.step, conversationStart(stepsOf(facts), facts.step)),
  }
}

/** Undefined where its contact or sequence is gone, or it never had one. */
export function storedLetter(reader: Reader, sendId: number): StoredLetter | undefined {
  const subject = storedSubject(reader, sendId)
  if (!subject) return undefined
  const key = messageKey(reader)
  return {
    ...subject,
    out: outOfAccount(reader, subject.facts.accountId, subject.alias && domainOf(subject.alias.address)),
    key,
    origin: markOf(reader, subject.facts.sendPublicId, subject.facts.accountId, key),
    file: (hash) => attachment(reader, hash),
  }
}
