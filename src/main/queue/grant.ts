/**
 * Leave to send from one account, as its owner gives it to a sender host: where its server is, how to sign in, whose
 * parcels to believe. It goes to the host sealed to the host's key, by hand, and never through the queue: who can read or
 * write the database learns no password, and can send nobody's password to another server.
 */
import { z } from 'zod'

const grantShape = z.strictObject({
  v: z.literal(1),
  /** The computer of the workspace that hands mail in, and the account: public ids. */
  workspace: z.string(),
  account: z.string(),
  address: z.string(),
  smtp: z.strictObject({
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    protocol: z.enum(['none', 'starttls', 'tls']),
    user: z.string().nullable(),
    ca: z.string().optional(),
    allowPlaintextPassword: z.boolean().optional(),
  }),
  secret: z.string().nullable(),
  /** Of that computer: its Ed25519 key (base64url), and where reports are sealed to (`age1…`). */
  signing_key: z.string().regex(/^[\w-]{43}$/),
  sealing_key: z.string().startsWith('age1'),
  /** What a report shows that it comes from a host: 32 bytes (base64url) that the database never sees. */
  report_key: z.string().regex(/^[\w-]{43}$/),
})
export type Grant = z.infer<typeof grantShape>

/** Null: it is none, or one of a newer version. */
export function readGrant(text: string): Grant | null {
  try {
    return grantShape.parse(JSON.parse(text))
  } catch {
    return null
  }
}
