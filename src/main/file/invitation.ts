/** Invitations and answers as they travel: canonical JSON and the signatures over it, in base64url. */
import * as z from 'zod'
import {
  type AnswerBody,
  findTravel,
  type InvitationBody,
  type JoinTrouble,
  type Travel,
  travelFormat,
} from '../../shared/domain/invitation.ts'
import { canonical } from '../../shared/domain/shared-change.ts'
import { isInstant, isZone } from '../../shared/domain/time.ts'
import { type DeviceKeys, isSealingKey, signingKeyOf, signText, verifyText } from './device-keys.ts'

/** As chunks name rows: nobody would read one that speaks of another. */
const id = z.string().regex(/^[0-9a-z]{1,40}$/)
const text = z.string().min(1).max(400)
const key = z.string().regex(/^[\w-]{43}$/)
const recipient = z
  .string()
  .regex(/^age1[0-9a-z]{58}$/)
  .refine(isSealingKey)
const at = z.number().min(0).refine(isInstant)

const hour = z.number().int().min(0).max(24)
const Workspace = z.strictObject({
  id,
  name: text,
  key,
  zone: z.string().refine(isZone),
  windows: z.array(z.strictObject({ day: z.number().int().min(1).max(7), from: hour, to: hour })).max(168),
  holidays: z.string().max(10).nullable(),
  daysOff: z.array(z.iso.date()).max(4000),
  policy: z.record(z.string().max(60), z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])),
})

const Invitation: z.ZodType<InvitationBody> = z.strictObject({
  format: z.literal(travelFormat),
  what: z.literal('invitation'),
  id,
  secret: key,
  workspace: Workspace,
  root: z.strictObject({ device: id, signingKey: key, seat: id }),
  seat: z.strictObject({ id, name: text, address: text, role: z.enum(['admin', 'member']) }),
  inviter: z.strictObject({
    device: id,
    deviceName: text,
    signingKey: key,
    sealingKey: recipient,
    name: text,
    address: text,
  }),
  createdAt: at,
  expiresAt: at,
})

const Answer: z.ZodType<AnswerBody> = z.strictObject({
  format: z.literal(travelFormat),
  what: z.literal('answer'),
  invitation: id,
  workspace: id,
  device: z.strictObject({ id, name: text, signingKey: key, sealingKey: recipient }),
  at,
})

const payloadOf = (lines: readonly string[]): string => Buffer.from(lines.join('\n'), 'utf8').toString('base64url')

/** @param keys those of the device that invites */
export function makeInvitation(body: InvitationBody, keys: DeviceKeys): string {
  const said = canonical(body)
  return payloadOf([said, signText(keys.secret.signing, 'cadenza invitation 1', said)])
}

/** @param secret the invitation's private key */
export function makeAnswer(body: AnswerBody, secret: string, keys: DeviceKeys): string {
  const said = canonical(body)
  const sign = (by: string) => signText(by, 'cadenza joining 1', said)
  return payloadOf([said, sign(secret), sign(keys.secret.signing)])
}

type Opened<T> = { ok: true; body: T; payload: string } | { ok: false; trouble: JoinTrouble }

/** The lines in a payload: what is said, then its signatures. Null: it isn't whole. */
function linesOf(payload: string): { said: string; signatures: string[]; json: Record<string, unknown> } | null {
  const [said = '', ...signatures] = Buffer.from(payload, 'base64url').toString('utf8').split('\n')
  try {
    const json = JSON.parse(said) as unknown
    return typeof json === 'object' && json !== null && signatures.length > 0
      ? { said, signatures, json: json as Record<string, unknown> }
      : null
  } catch {
    return null
  }
}

function open<T>(
  pasted: string,
  want: Travel,
  shape: z.ZodType<T>,
  isSigned: (body: T, said: string, signatures: string[]) => boolean,
): Opened<T> {
  const found = findTravel(pasted)
  if (found === null) return { ok: false, trouble: 'unreadable' }
  if (found === 'cut') return { ok: false, trouble: 'incomplete' }
  if (found.travel !== want) return { ok: false, trouble: 'other_kind' }
  const lines = linesOf(found.payload)
  if (!lines) return { ok: false, trouble: 'incomplete' }
  const { said, signatures, json } = lines
  if (typeof json.format === 'number' && json.format > travelFormat) return { ok: false, trouble: 'newer_version' }
  const read = shape.safeParse(json)
  if (!read.success || canonical(json) !== said || !isSigned(read.data, said, signatures))
    return { ok: false, trouble: 'altered' }
  return { ok: true, body: read.data, payload: found.payload }
}

/** @param pasted the link, the file's text, or an email around either */
export const openInvitation = (pasted: string): Opened<InvitationBody> =>
  open(
    pasted,
    'invitation',
    Invitation,
    (body, said, [signature = '']) =>
      verifyText(body.inviter.signingKey, 'cadenza invitation 1', said, signature) && isKey(body.secret),
  )

function isKey(secret: string): boolean {
  try {
    return signingKeyOf(secret) !== ''
  } catch {
    return false
  }
}

/** Whose answer it is. That its first signature is the invitation's is for whoever knows that one: `isInvited`. */
export const openAnswer = (pasted: string): Opened<AnswerBody> =>
  open(pasted, 'answer', Answer, (body, said, signatures) =>
    verifyText(body.device.signingKey, 'cadenza joining 1', said, signatures[1] ?? ''),
  )

/** Was this answer made with the invitation's key? */
export function isInvited(payload: string, invitationKey: string): boolean {
  const lines = linesOf(payload)
  return lines !== null && verifyText(invitationKey, 'cadenza joining 1', lines.said, lines.signatures[0] ?? '')
}
