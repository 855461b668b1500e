import { incomingKinds } from '../../../shared/domain/incoming-shape.ts'
import { flag, oneOf, present, text } from '../../parts/search-params.ts'

/** What the address of this screen says. */
export const repliesSearch = (raw: Record<string, unknown>) =>
  present({
    kind: oneOf(raw.kind, incomingKinds),
    unseen: flag(raw.unseen),
    account: text(raw.account, 320),
    sequence: text(raw.sequence),
    contact: text(raw.contact, 320),
    send: text(raw.send, 64),
    open: text(raw.open, 64),
  })

export type RepliesSearch = ReturnType<typeof repliesSearch>
