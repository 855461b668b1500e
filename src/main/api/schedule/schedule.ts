/** Preview and engage. The preview's token lets engaging write exactly what was shown, or say what has changed. */
import { Refusal } from '../../../shared/domain/failure.ts'
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
  if (room.heavy && isMuch(room, input.contacts))
    try {
      return await room.ports.clock.working(room.heavy.preview(wish, asker, now))
    } catch (error) {
      if (error instanceof Refusal) throw error
      room.ports.log.warn('a preview in a worker failed: made here', { error: (error as Error).stack })
    }
  return previewOf(room.store, asker, wish, now)
})

export const schedule = { preview, audience, options, tryout, review, keep_reviewed, drop_reviewed, engage, engaging }
