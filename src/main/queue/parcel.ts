/**
 * What a sender host is given to send, and what it says of it. Both are sealed (age, X25519): an email's envelope and text to
 * the keys of the hosts that its workspace trusts, an outcome to the key of the workspace's computer. Whoever runs the
 * database reads neither. A parcel is signed by that computer, so that who can write to the database can't have anything
 * else sent in its name.
 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { SendOutcome } from '../../shared/domain/outcome.ts'
import { type DeviceSecret, openSealed, sealTo, signText, verifyText } from '../file/device-keys.ts'

/** One try of one email, as its host needs it. */
export interface Parcel {
  /** Public ids of the workspace's computer that hands it in, of the account, the send. */
  workspace: string
  account: string
  send: string
  /** UUID of this try; and of the one before it that had begun, as far as the workspace knows. */
  attempt: string
  after: string | null
  from: string
  to: string
  /** After this instant it must not begin any more, ms. */
  leaveBy: number
  /** The course of the database that it is handed in on. */
  line: string
  raw: Uint8Array
}

const head = z.strictObject({
  workspace: z.string(),
  account: z.string(),
  send: z.string(),
  attempt: z.uuid(),
  after: z.uuid().nullable(),
  from: z.string(),
  to: z.string(),
  leaveBy: z.int(),
  line: z.string(),
  signature: z.string(),
})

const signedOf = (p: Parcel): string =>
  JSON.stringify([
    ...[p.workspace, p.account, p.send, p.attempt, p.after, p.from, p.to, p.leaveBy, p.line],
    hash('sha256', p.raw),
  ])

/** @param hosts `age1…` of every host that may send it */
export function sealParcel(p: Parcel, hosts: readonly string[], signing: string): Promise<Uint8Array> {
  const { raw, ...rest } = p
  const signature = signText(signing, 'cadenza parcel 1', signedOf(p))
  const line = Buffer.from(`${JSON.stringify({ ...rest, signature })}\n`, 'utf8')
  return sealTo(hosts, Buffer.concat([line, raw]))
}

/** Null: sealed to others, altered, or signed by somebody else than `signingKey`. */
export async function openParcel(
  secret: Pick<DeviceSecret, 'sealing'>,
  signingKey: string,
  sealed: Uint8Array,
): Promise<Parcel | null> {
  const opened = await openSealed(secret, sealed)
  if (opened === null) return null
  const bytes = Buffer.from(opened.buffer, opened.byteOffset, opened.byteLength)
  const end = bytes.indexOf(0x0a)
  const read = head.safeParse(jsonOf(bytes.subarray(0, Math.max(end, 0)).toString('utf8')))
  if (!read.success) return null
  const { signature, ...rest } = read.data
  const parcel = { ...rest, raw: bytes.subarray(end + 1) }
  return verifyText(signingKey, 'cadenza parcel 1', signedOf(parcel), signature) ? parcel : null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const words = z.string().max(20_000)
const reply = z.strictObject({ code: z.int(), enhanced: words.nullable(), text: words })
const phase = z.enum(['connect', 'greeting', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'body', 'dot'])
const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accepted'), reply, serverMessageId: words.nullable() }),
  z.strictObject({ kind: z.literal('refused_before'), phase, reply }),
  z.strictObject({ kind: z.literal('refused_after'), reply }),
  z.strictObject({
    kind: z.literal('broken'),
    phase,
    dataStarted: z.boolean(),
    cause: z.enum(['dns', 'unreachable', 'closed', 'timeout', 'untrusted', 'tls', 'protocol']),
    error: words,
  }),
  z.strictObject({
    kind: z.literal('not_sent'),
    reason: z.enum([
      ...(['commit_failed', 'window_closed', 'called_back', 'insecure', 'signed_out', 'no_token'] as const),
      ...(['too_large', 'bad_envelope', 'needs_smtputf8', 'closed'] as const),
    ]),
    error: words,
  }),
])

const reportShape = z.strictObject({
  attempt: z.uuid(),
  send: z.string(),
  /** When it was known, by the database's clock, ms. */
  at: z.number(),
  outcome,
})

/** What a host reports of a try. */
export interface Report {
  attempt: string
  send: string
  at: number
  outcome: SendOutcome
}

/** Who can write to the database knows the key that reports are sealed to, and could make some up: not without this. */
const proofOf = (report: string, key: string): Buffer =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(report, 'utf8').digest()

function isProven(report: string, key: string, proof: string): boolean {
  const given = Buffer.from(proof, 'base64url')
  return given.length === 32 && timingSafeEqual(given, proofOf(report, key))
}

/**
 * @param workspace `age1…` of the computer that handed it over
 * @param key the account's `report_key`
 */
export function sealReport(report: Report, workspace: string, key: string): Promise<Uint8Array> {
  const text = JSON.stringify(report)
  return sealTo([workspace], Buffer.from(JSON.stringify([text, proofOf(text, key).toString('base64url')]), 'utf8'))
}

const proven = z.tuple([z.string(), z.string()])

/**
 * Null: it was not for this computer, was altered, or comes from nobody who was given this account.
 *
 * @param keyOf the `report_key` of a try's account; null: there is no such try
 */
export async function openReport(
  secret: Pick<DeviceSecret, 'sealing'>,
  sealed: Uint8Array,
  keyOf: (attempt: string) => string | null,
): Promise<Report | null> {
  const opened = await openSealed(secret, sealed)
  const outer = opened && proven.safeParse(jsonOf(Buffer.from(opened).toString('utf8')))
  if (!outer?.success) return null
  const [text, proof] = outer.data
  const read = reportShape.safeParse(jsonOf(text))
  const key = read.success ? keyOf(read.data.attempt) : null
  return read.success && key !== null && isProven(text, key, proof) ? (read.data as Report) : null
}
