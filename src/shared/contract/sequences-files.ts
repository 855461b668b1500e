/** Files that hang on an email, as they are given. */
import * as z from 'zod'

const cid = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/)
  .optional()
  .meta({ description: 'A picture that the HTML shows as src="cid:…".' })

export const newFile = z.strictObject({
  name: z.string().min(1).max(255),
  content: z.string().meta({ description: 'Base64' }),
  cid,
})

/** One that is here already. */
export const keptFile = z.strictObject({ name: z.string().min(1).max(255), hash: z.string().length(64), cid })
