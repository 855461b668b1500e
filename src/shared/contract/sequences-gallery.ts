import * as z from 'zod'
import { base } from './base.ts'

const GalleryPiece = z
  .object({
    key: z.string(),
    name: z.string(),
    about: z.string().meta({ description: 'For whom, and how it goes.' }),
    emails: z.number().int(),
    tasks: z.number().int(),
    days: z.number().int().meta({ description: 'Working days from the first email to the last.' }),
    steps: z.array(
      z.object({
        kind: z.enum(['email', 'task']),
        days: z.number().int().meta({ description: 'Working days after the step before.' }),
        thread: z.enum(['reply', 'new']),
        subject: z.string(),
        text: z.string(),
        variants: z.array(z.object({ key: z.string(), subject: z.string(), text: z.string() })),
      }),
    ),
    text: z.string().meta({ description: 'The whole as a sequence file (YAML).' }),
  })
  .meta({ id: 'GalleryPiece' })

export const gallery = base
  .route({
    method: 'GET',
    path: '/sequences/gallery',
    tags: ['sequences'],
    description: 'Add one by giving its text to /sequences/file.',
  })
  .output(z.array(GalleryPiece))
