import * as z from 'zod'
import { safeReasons } from '../domain/safe-mode.ts'
import { base, instant } from './base.ts'

const Compared = z
  .object({
    at: instant,
    accounts: z.array(
      z.object({
        account: z.string().meta({ description: 'Public id.' }),
        address: z.string(),
        outcome: z.enum(['compared', 'unreadable', 'no_folder']).meta({
          description: 'no_folder: nobody files what it sends where Cadenza could look.',
        }),
        words: z.string(),
        looked_at: z.number().int().meta({ description: 'Emails of Cadenza that its Sent folder holds since then.' }),
        found: z.number().int().meta({ description: 'Of these, how many this copy took for unsent.' }),
        unknown: z.number().int().meta({ description: 'Of these, how many this copy knows nothing of.' }),
      }),
    ),
  })
  .meta({ id: 'SafetyComparison' })

export const Safety = z
  .object({
    state: z.enum(['normal', 'checking', 'unreadable', 'safe']).meta({
      description:
        'checking: the start is being looked at. unreadable: the keychain or vault must be opened first. Nothing is sent but in `normal`.',
    }),
    guarded: z.boolean().meta({ description: 'False where no keychain or vault was ever there to guard this copy.' }),
    reason: z.enum(safeReasons).nullable(),
    title: z.string().meta({ description: 'What is the matter, in one sentence; empty in `normal`.' }),
    words: z.string().meta({ description: 'Why, and what to do.' }),
    since: instant.nullable(),
    held: z
      .number()
      .int()
      .meta({ description: 'Planned emails that this computer is to send, which wait because of it.' }),
    doubtful: z.number().int().meta({ description: 'Of these, how many were due by then and may have left already.' }),
    elsewhere: z.number().int().meta({
      description: 'Planned emails that other computers of the team send: they are not held by this.',
    }),
    compared: Compared.nullable(),
    can_lift: z.boolean(),
    asks_other: z
      .boolean()
      .meta({ description: 'Another copy may still be in use: letting this one send needs `other`.' }),
  })
  .meta({ id: 'Safety' })

const tags = ['safety']
export const safety = {
  status: base.route({ method: 'GET', path: '/safety', tags }).output(Safety),
  compare: base
    .route({
      method: 'POST',
      path: '/safety/compare',
      tags,
      description: 'Looks into the Sent folder of every account for what this copy takes for unsent.',
    })
    .output(Safety),
  lift: base
    .route({
      method: 'POST',
      path: '/safety/lift',
      tags,
      description: 'This copy is the one that sends from now on. What may have left already stays held, one by one.',
    })
    .input(
      z.strictObject({
        without_comparison: z
          .boolean()
          .default(false)
          .meta({ description: 'Also though a Sent folder could not be looked into.' }),
        other: z.enum(['gone', 'in_use']).optional().meta({
          description:
            'gone: this copy takes the place of the other one. in_use: this one becomes a computer of its own; mailboxes stay at home on the other, and in a team it joins anew.',
        }),
      }),
    )
    .output(Safety),
}
