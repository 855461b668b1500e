/** What a list that was only read comes to, with senders that need not exist. A worker does it where the list is long. */
import { addressKey, checkAddress } from '../../../shared/domain/address.ts'
import { bottleneck } from '../../../shared/domain/bottleneck.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { plan } from '../../../shared/domain/plan.ts'
import type { PlanBatch } from '../../../shared/domain/plan-shape.ts'
import { accountLimits, defaultLimits, defaultPolicy } from '../../../shared/domain/policy.ts'
import type { Reader } from '../../store/open.ts'
import { seatById } from '../../store/seats.ts'
import { workspaceRow } from '../../store/workspace.ts'
import type { Asker, SeededTryout, TryoutList } from '../context.ts'
import { dealOut, type PreviewSender, previewInput } from '../preview-input.ts'
import { planSends, planSummary } from '../preview-output.ts'
import { type CalendarSender, draw, exampleOf, type Group } from './calendar.ts'
import { choicesOf } from './choices.ts'
import { hourly, limitsText } from './room.ts'

const fewExcluded = 100

type Listed = TryoutList['contacts'][number]
type Left = TryoutList['left'][number]

function placeholder(address: string, limits: readonly string[]): PreviewSender {
  const found = accountLimits(limits, 'admin', defaultPolicy)
  if ('error' in found) throw new Refusal('bad_request', found.error)
  return { address, weight: 1, limits: limits.length > 0 ? found.limits : [...defaultLimits], perUtcDay: null }
}

interface Dealt {
  senders: PreviewSender[]
  contacts: Listed[]
  sender: Int32Array
  left: Left[]
}

/** The owners that the list names write to their own contacts. */
function byOwner(list: TryoutList, limitsOf: (key: string) => readonly string[]): Dealt {
  const places = new Map<string, number>()
  const dealt: Dealt = { senders: [], contacts: [], sender: new Int32Array(list.contacts.length), left: [] }
  for (const contact of list.contacts) {
    const check = checkAddress((contact.owner ?? '').trim())
    if (!check.ok) {
      const message = contact.owner ? `Its owner "${contact.owner}" is no email address.` : 'It has no owner.'
      dealt.left.push({ contact: contact.address, reason: 'unknown_owner', message })
      continue
    }
    const key = addressKey(check.address)
    let place = places.get(key)
    if (place === undefined) {
      place = dealt.senders.push(placeholder(check.address, limitsOf(key))) - 1
      places.set(key, place)
    }
    dealt.sender[dealt.contacts.push(contact) - 1] = place
  }
  return dealt
}

/** Lists that name an owner for everybody, few of them, are written to by owners where nothing else is said. */
function ownersWanted({ assign, placeholders }: SeededTryout, { contacts }: TryoutList): boolean {
  if (assign !== undefined) return assign === 'owners'
  const all = new Set(contacts.map(({ owner }) => addressKey(owner ?? '')))
  return placeholders === undefined && contacts.length > 0 && all.size <= 20 && !all.has('')
}

function deal(wish: SeededTryout, list: TryoutList, seed: number, me: string): Dealt {
  const { placeholders, limits: usual = [] } = wish
  const own = new Map(placeholders?.map(({ address, limits }) => [addressKey(address), limits]))
  const limitsOf = (key: string) => {
    const limits = own.get(key) ?? []
    return limits.length > 0 ? limits : usual
  }
  if (ownersWanted(wish, list)) return byOwner(list, limitsOf)
  const named = placeholders?.map(({ address }) => address) ?? [me]
  const senders = named.map((address) => placeholder(address, limitsOf(addressKey(address))))
  return { senders, contacts: list.contacts, sender: dealOut(list.contacts, senders, seed), left: [] }
}

const usualSteps = [
  { days: 3, hour: null },
  { days: 5, hour: null },
]

const shown = (sender: PreviewSender, contacts: number, emails: number): CalendarSender => ({
  account: sender.address,
  address: sender.address,
  from: sender.address,
  name: null,
  aliases: [],
  kind: 'own',
  seat: null,
  limits: limitsText(sender),
  per_hour: hourly({ ...sender, zone: null, active: true, minGap: 0 }),
  weight: sender.weight,
  share: null,
  sandbox: false,
  objection: null,
  contacts,
  emails,
})

function groups(left: readonly Left[]): Group[] {
  const counts = new Map<string, number>()
  for (const { reason } of left) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => ({ reason, count, overridable: false, variable: null }))
}

/** The planner's input for the list, and what goes with it. */
function prepared(reader: Reader, asker: Asker, wish: SeededTryout, list: TryoutList, now: number) {
  const choices = choicesOf(wish, workspaceRow(reader))
  const me = seatById(reader, asker.seatId)?.address ?? 'me@example.com'
  const dealt = deal(wish, list, wish.seed, me)
  const steps = [{ days: 0, hour: null }, ...(wish.steps ?? usualSteps)]
  const input = previewInput({ ...dealt, choices, steps, now, seed: wish.seed })
  const planned = plan(input)
  const [waiting] = planned.waiting
  if (waiting) throw new Refusal('invalid_schedule', waiting.message)
  return { now, choices, dealt, input, planned }
}

function drawnOf({ now, choices, dealt, input, planned }: ReturnType<typeof prepared>) {
  const limit = bottleneck(input, planned)
  const { zone, holidays, daysOff } = choices
  const [batch] = input.batches as [PlanBatch]
  const drawn = draw({
    view: { input, plan: planned, from: 0, zone, senders: dealt.senders.map((_, i) => i) },
    closings: { calendar: batch.calendar, zone, holidays, daysOff },
    now,
    bottleneck: limit,
  })
  return { ...drawn, summary: planSummary(input, planned, limit) }
}

/**
 * @param list what was read of the wish's list
 * @throws Refusal `bad_request`, or `invalid_schedule` when some step could never leave
 */
export function triedOf(reader: Reader, asker: Asker, wish: SeededTryout, list: TryoutList, now: number) {
  const work = prepared(reader, asker, wish, list, now)
  const { choices, dealt, input, planned } = work
  const { slots, calendar, summary } = drawnOf(work)
  const left = [...list.left, ...dealt.left]
  const contactOf = (e: number) => dealt.contacts[e]?.address ?? ''
  const totals = summary.perSender
  return {
    zone: choices.zone,
    seed: wish.seed,
    summary: { ...summary, perSender: totals.filter((s) => s.contacts > 0) },
    slots,
    excluded: left.slice(0, fewExcluded),
    ...(wish.sends ? { sends: [...planSends(input, planned, contactOf)] } : {}),
    calendar: {
      ...calendar,
      senders: dealt.senders.map((s, i) => shown(s, totals[i]?.contacts ?? 0, totals[i]?.emails ?? 0)),
      groups: groups(left),
      moved: { count: 0, examples: [] },
      example: exampleOf(input, planned, choices.zone, contactOf),
    },
  }
}
