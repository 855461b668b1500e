import * as z from 'zod'
import { base, instant } from './base.ts'

/** Text of a PEM file. */
export const caPem = z.string().max(100_000)

export const CaCertificate = z
  .object({
    subject: z.string(),
    expires_at: instant,
    sha256: z.string().meta({ description: 'Its fingerprint, to be compared with what the administrator says.' }),
  })
  .meta({ id: 'CaCertificate' })

export const read_ca = base
  .route({
    method: 'POST',
    path: '/providers/ca',
    tags: ['providers'],
    description: "Tells what a PEM file of a company's certificate authority holds. Nothing is kept.",
  })
  .input(z.strictObject({ ca_pem: caPem }))
  .output(z.array(CaCertificate))
