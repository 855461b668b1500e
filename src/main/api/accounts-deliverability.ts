import { windowLength } from '../../shared/domain/deliverability.ts'
import { ratesShown } from '../../shared/domain/deliverability-shown.ts'
import { countedOfAccount, goingOnSince } from '../store/deliverability.ts'
import { found } from './accounts-found.ts'
import { iso, os } from './context.ts'

/** How many emails of an account came back or were complained about. */
export const deliverability = os.accounts.deliverability.handler(({ input, context: { room } }) => {
  const { id } = found(room.store, input.public_id)
  const now = room.ports.clock.now()
  const since = goingOnSince(room.store, id)
  const isLate = since !== null && since > now - windowLength['7d']
  return ratesShown(countedOfAccount(room.store, id, now), isLate ? iso(since) : null)
})
