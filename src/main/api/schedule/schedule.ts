/** Preview and engage. The preview's token lets engaging write exactly what was shown, or say what has changed. */
import { apart } from '../apart.ts'
import { os } from '../context.ts'
import { engage, engaging } from './engage.ts'
import { isMuch, seedOf } from './much.ts'
import { audience, options } from './options.ts'
import { previewOf } from './preview.ts'
import { drop_reviewed, keep_reviewed, review } from './review.ts'
import { tryout } from './tryout.ts'

const preview = os.schedule.preview.handler(async ({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const wish = { ...input, seed: input.seed ?? seedOf(room) }
  const elsewhere = room.heavy && isMuch(room, input.contacts) && room.heavy.preview(wish, asker, now)
  return apart(room, 'a preview', elsewhere, () => previewOf(room.store, asker, wish, now))
})

export const schedule = { preview, audience, options, tryout, review, keep_reviewed, drop_reviewed, engage, engaging }
