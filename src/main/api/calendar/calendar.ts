/** The calendar: what is planned and what went out, what a change would do, and doing it. */
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { dayNumber } from '../../../shared/domain/time.ts'
import { formatDay } from '../../../shared/domain/time-text.ts'
import { accountRows } from '../../store/accounts.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { apart } from '../apart.ts'
import { os } from '../context.ts'
import { applied } from './apply.ts'
import { icsApart } from './ics-apart.ts'
import { rangeOf, spanOf } from './range.ts'
import { sharing } from './senders.ts'
import { numbers, what_if } from './what-if.ts'
import { accountNamed } from './world.ts'

/** Less than this is counted here: sooner done than sent to a worker. */
const many = 20_000

const range = os.calendar.range.handler(async ({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const { heavy } = room
  const elsewhere = heavy?.range && plansMoreThan(room.store, many) && heavy.range(input, asker, now)
  return apart(room, 'counting for the calendar', elsewhere, () => rangeOf(room.store, asker, input, now))
})

const apply = os.calendar.apply.handler(({ input: { dry_run, token, ...change }, context }) =>
  applied(context, change, { dry_run, token }),
)

const move_start = os.calendar.move_start.handler(({ input: { dry_run, token, ...start }, context }) =>
  applied(context, { start }, { dry_run, token }),
)

/** All that a sequence has still to send is gone through for it: fewer emails than this at once. */
const fewOfOne = 2000

const senders = os.calendar.senders.handler(({ input: { sequence }, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const { heavy } = room
  const elsewhere = heavy?.sharing && plansMoreThan(room.store, fewOfOne) && heavy.sharing(sequence, asker, now)
  return apart(room, 'counting who shares a sequence', elsewhere, () => sharing(room.store, asker, sequence, now))
})

/** No more than a year at once: calendars hold so much, and it is read in one piece. */
const mostIcsDays = 366

const ics = os.calendar.ics.handler(async ({ input = {}, context: { room } }) => {
  const now = room.ports.clock.now()
  const { zone, account } = room.store.read(() => ({
    zone: workspaceRow(room.store).zone,
    account: input.sender === undefined ? null : accountNamed({ accounts: accountRows(room.store) }, input.sender),
  }))
  const today = formatDay(dayNumber(now, zone))
  let days = {}
  if (input.from !== undefined || input.to !== undefined) {
    const { first, last } = spanOf(
      zone,
      { from: input.from ?? today, to: input.to ?? input.from ?? today },
      mostIcsDays,
    )
    days = { days: { first, last } }
  }
  const name = account ? `Cadenza: ${senderText(account.address)}` : 'Cadenza'
  const made = await icsApart(room, { name, accounts: account && [account.publicId], ...days }, now)
  return { name: `cadenza-${today}.ics`, ...made }
})

export const calendar = { range, ics, senders, what_if, numbers, move_start, apply }
