/** All that one email is made from, read in one place: whoever sends it and whoever shows it must read the same. */
import { domainOf } from '../../shared/domain/branded.ts'
import { defaultPolicy } from '../../shared/domain/policy.ts'
import { conversationStart } from '../../shared/domain/variant.ts'
import { aliasOfSend } from './aliases.ts'
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

const accountOf = (reader: Reader, sendId: number): number | null =>
  reader.get<{ id: number }>('SELECT account_id AS id FROM sends WHERE id = ?', sendId)?.id ?? null

/**
 * The same for any email of an account; null: of none yet.
 *
 * @param domain that it is written from, where that isn't its account's
 */
export function outOfAccount(reader: Reader, accountId: number | null, domain: string | null): OutOfLetter {
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
  const found = reader.get<Origin>(
    `SELECT s.public_id AS send, w.device, a.epoch FROM sends s JOIN accounts a ON a.id = s.account_id
     CROSS JOIN workspace w WHERE s.id = ?`,
    sendId,
  )
  if (!found) throw new Error('originOf: the email is gone')
  return originMark(key, found)
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
  return {
    keeper: reader,
    facts,
    alias: aliasOfSend(reader, sendId) ?? null,
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
    out: outOfAccount(reader, accountOf(reader, sendId), subject.alias && domainOf(subject.alias.address)),
    key,
    origin: originOf(reader, sendId, key),
    file: (hash) => attachment(reader, hash),
  }
}
