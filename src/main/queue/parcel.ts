/**
 * What a sender host is given to send, and what it says of it. Both are sealed (age, X25519): an email's envelope and text to
 * the keys of the hosts that its workspace trusts, an outcome to the key of the workspace's computer. Whoever runs the
 * database reads neither. A parcel is signed by that computer, so that who can write to the database can't have anything
 * else sent in its name.
 */
import { hash } from 'node:crypto'
import { z } from 'zod'
import type { SendOutcome } from '../../shared/domain/outcome.ts'
import { type DeviceSecret, openSealed, sealTo, signText, verifyText } from '../file/device-keys.ts'

/** One try of one email, as its host needs it. */
export interface Parcel {
  /** Public id of the workspace, the account, the send. */
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
  signature: z.string(),
})

const signedOf = (p: Parcel): string =>
  JSON.stringify([
    ...[p.workspace, p.account, p.send, p.attempt, p.after, p.from, p.to, p.leaveBy],
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

/** What a host reports of a try. */
export interface Report {
  attempt: string
  send: string
  /** When it was known, by the database's clock, ms. */
  at: number
  outcome: SendOutcome
}

/** @param workspace `age1…` of the computer that handed it over */
export const sealReport = (report: Report, workspace: string): Promise<Uint8Array> =>
  sealTo([workspace], Buffer.from(JSON.stringify(report), 'utf8'))

/** Null: it was not for this computer, or was altered. */
export async function openReport(secret: Pick<DeviceSecret, 'sealing'>, sealed: Uint8Array): Promise<Report | null> {
  const opened = await openSealed(secret, sealed)
  return opened === null ? null : (jsonOf(Buffer.from(opened).toString('utf8')) as Report | null)
}
