/** All that one email is made from, read in one place: whoever sends it and whoever shows it must read the same. */
import { aliasOfSend } from './aliases.ts'
import type { Reader } from './open.ts'
import { type LetterFacts, letterFacts, type ThreadStep, thread } from './sending.ts'
import { attachment } from './sequences.ts'
import { workspaceRow } from './workspace.ts'

export interface StoredLetter {
  keeper: object
  facts: LetterFacts
  /** The address it is written from, where that is not its account's own. */
  alias: { address: string; name: string | null } | null
  key: Buffer
  thread: ThreadStep[]
  file: (hash: string) => Buffer | undefined
}

const keys = new WeakMap<Reader, Buffer>()
/** Read once: it never changes. */
function messageKey(reader: Reader): Buffer {
  const key = keys.get(reader) ?? workspaceRow(reader).messageKey
  keys.set(reader, key)
  return key
}

/** Undefined where its contact or sequence is gone, or it never had one. */
export function storedLetter(reader: Reader, sendId: number): StoredLetter | undefined {
  const facts = letterFacts(reader, sendId)
  if (!facts) return undefined
  return {
    keeper: reader,
    facts,
    alias: aliasOfSend(reader, sendId) ?? null,
    key: messageKey(reader),
    thread: thread(reader, facts.enrollmentId, facts.step),
    file: (hash) => attachment(reader, hash),
  }
}
