/**
 * What devices tell each other. A change sets fields of one row, or says that the row is gone. Changes travel in chunks:
 * each device writes one numbered chain, signs every link, and nobody else can alter, reorder or leave out one of them
 * unnoticed. Order between devices is by hybrid logical clock, whose text order is time order and ends with the device.
 */

/** Kinds of rows that travel, in the order they are written: each refers only to kinds before it. */
export const sharedKinds = [
  'workspace',
  'seat',
  'device',
  'invitation',
  'group',
  'account',
  'alias',
  'domain',
  'share',
  'mailbox_request',
  'limit_request',
  'grant',
  'contact_field',
  'contact',
  'contact_note',
  'suppression',
  'snippet',
  'sequence',
  'sequence_version',
  'engagement',
  'enrollment',
  'send',
  'incoming',
] as const
export type SharedKind = (typeof sharedKinds)[number]

/** One change of one row. Its canonical JSON is what is hashed. */
export interface Change {
  kind: SharedKind
  /** Public id of the row. */
  id: string
  /** Hybrid logical clock of the change. */
  hlc: string
  /** Public id of the seat that asked for it. */
  by: string | null
  /** Fields and their new values; a row's first change sets all of them. */
  set?: Record<string, unknown>
  /** The row is gone. */
  gone?: true
  /** Random, base64url: what is in an erased change can't be guessed from its hash. */
  salt: string
}

/** The signed head of a chunk. */
export interface ChunkHeader {
  /** 2 since there are snippets, fields and notes of contacts, and steps of more kinds. */
  format: 1 | 2
  /** Public id of the workspace. */
  workspace: string
  /** Public id of the device that wrote it. */
  device: string
  /** From 1, without gaps. */
  number: number
  /** Hash of the header before it; '' for the first. */
  previous: string
  /** Hybrid logical clock when it was sealed: at or after that of every change in it. */
  at: string
  /** Up to which chunk of each other device its writer knew. */
  seen: Record<string, number>
  /** First 16 bytes of the SHA-256 of each change's canonical JSON, base64url, in order. */
  hashes: string[]
}

/** A chunk as it travels and is kept. */
export interface Chunk {
  /** Canonical JSON of a ChunkHeader. */
  header: string
  /** Ed25519 over 'cadenza chunk 1\n' and the header, base64url. */
  signature: string
  /** Canonical JSON of each change; null where it was erased. */
  bodies: (string | null)[]
}

/** Most changes in one chunk: one is written in one short transaction. */
export const changesPerChunk = 500

/** JSON with sorted keys, without spaces, absent where undefined: the same thing is always the same bytes. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one === undefined ? null : one)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    let text = ''
    for (const key of Object.keys(value).sort()) {
      const held = (value as Record<string, unknown>)[key]
      if (held !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(held)}`
    }
    return `{${text}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`canonical: ${value} is no JSON`)
  return JSON.stringify(value)
}
