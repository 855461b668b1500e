import * as z from 'zod'
import { Moves } from './workspace.ts'

export const Consequence = Moves.extend({
  erases_password: z.boolean(),
  signature: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'Planned emails that get another signature by it. Null: the signature stays as it is.' }),
}).meta({ id: 'Consequence' })
