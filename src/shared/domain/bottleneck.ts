import { gapText } from './lane-rule.ts'
import { plan as planAll } from './plan.ts'
import type { Bottleneck, Delay, Plan, PlanAccount, PlanInput, PlannedSends } from './plan-shape.ts'
import { limitText } from './quota.ts'
import { rampWords } from './ramp.ts'
import { isSandboxSender, sandboxName } from './sandbox-sender.ts'

/**
 * Which limit sets the finish. A limit that closed many slots need not be it (another may hold just behind it), so a
 * suspicion counts only once planning again with that limit doubled finishes earlier; the one that wins most is named.
 */

/** Plans that may be made to find out: fewer for large ones, where each takes a second or more. */
const LARGE = 50_000
const TRIES = 10
const TRIES_LARGE = 3

type Suspect = Omit<Bottleneck, 'text'>

const doubled = (value: number | null, limit: number) => (value === limit ? value * 2 : value)

function raiseAccount(account: PlanAccount, { kind, unit, limit }: Suspect): PlanAccount {
  if (kind === 'utc_day') return { ...account, perUtcDay: doubled(account.perUtcDay, limit) }
  if (kind === 'gap') return { ...account, minGap: account.minGap / 2 }
  const { ramp } = account
  if (kind === 'ramp')
    return ramp ? { ...account, ramp: { ...ramp, start: ramp.start * 2, step: ramp.step * 2 } } : account
  const limits = account.limits.map((each) =>
    each.unit === unit && each.max === limit ? { ...each, min: each.min * 2, max: each.max * 2 } : each,
  )
  return { ...account, limits }
}

/** The input with the named limit doubled (a gap: halved; a ramp-up: twice as steep) for the accounts that it names. */
export function withRaised(input: PlanInput, named: Suspect): PlanInput {
  const { kind, limit } = named
  if (kind === 'workspace_day') return { ...input, workspacePerDay: doubled(input.workspacePerDay, limit) }
  if (kind === 'domain_day') return { ...input, domainPerDay: doubled(input.domainPerDay, limit) }
  if (kind === 'batch_day')
    return { ...input, batches: input.batches.map((b) => ({ ...b, perDay: doubled(b.perDay, limit) })) }
  if (kind === 'batch_hour')
    return { ...input, batches: input.batches.map((b) => ({ ...b, perHour: doubled(b.perHour, limit) })) }
  const names = new Set(named.accounts)
  return { ...input, accounts: input.accounts.map((a) => (names.has(a.address) ? raiseAccount(a, named) : a)) }
}

function textOf(input: PlanInput, { kind, accounts, limit, unit }: Suspect, domain: string | null): string {
  if (kind === 'workspace_day') return `workspace: ${limit} a day`
  if (kind === 'domain_day') return `recipient domain ${domain ?? ''}: ${limit} a day`
  if (kind === 'batch_day') return `spread: ${limit} contacts a day`
  if (kind === 'batch_hour') return `spread: ${limit} contacts an hour`
  const owners = accounts.length > 1 ? `mailboxes ${accounts.join(', ')}` : `mailbox ${accounts[0]}`
  const each = accounts.length > 1 ? ' each' : ''
  if (kind === 'gap') return `${owners}: at least ${gapText(limit)} apart${each}`
  if (kind === 'utc_day')
    return `${accounts.every(isSandboxSender) ? sandboxName : 'managed account'}: ${limit} a day (UTC)`
  const account = input.accounts.find(({ address }) => address === accounts[0])
  // several may ramp up from one number in different steps
  if (kind === 'ramp')
    return `${owners}: ${account?.ramp && accounts.length === 1 ? rampWords(account.ramp) : 'ramping up'}`
  const range = account?.limits.find((one) => one.unit === unit && one.max === limit)
  return `${owners}: ${range === undefined ? limit : limitText(range)}${each}`
}

/** Index of the send of that enrollment and step, looking back from `from`; -1 when there is none. */
function findSend(sends: PlannedSends, enrollment: number, step: number, from: number): number {
  for (let i = from - 1; i >= 0; i--) if (sends.enrollment[i] === enrollment && sends.step[i] === step) return i
  return -1
}

/** What kept the last send waiting, from its last step back to its first, and then what kept others most. */
function suspicions({ sends, delays, pressure }: Plan, from: number): Delay[] {
  const found: Delay[] = []
  const last = sends.enrollment.findLastIndex((each) => each >= from)
  const enrollment = sends.enrollment[last] as number
  for (let i = last; i >= 0; i = findSend(sends, enrollment, (sends.step[i] as number) - 1, i))
    found.push(...delays(i).sort((a, b) => b.slots - a.slots))
  return [...found, ...pressure()]
}

const isOfAccount = (kind: string) => kind === 'account' || kind === 'ramp' || kind === 'utc_day' || kind === 'gap'

const sameLimit = (a: Delay, b: Delay) => a.kind === b.kind && a.unit === b.unit && a.limit === b.limit

interface Trial {
  suspect: Suspect
  domain: string | null
}

/**
 * What to try, each once: the limit for the account that held the last send, then for all accounts that the same limit
 * kept waiting, since those often finish together and one alone changes little.
 */
function trialsOf(input: PlanInput, suspected: readonly Delay[]): Trial[] {
  const trials = new Map<string, Trial>()
  const add = ({ kind, unit, limit, subject }: Delay, accounts: string[]) => {
    if (kind === 'pacing') return
    const name = JSON.stringify([kind, unit, limit, accounts])
    if (!trials.has(name)) trials.set(name, { suspect: { kind, accounts, unit, limit }, domain: subject })
  }
  const order = new Map(input.accounts.map(({ address }, index) => [address, index]))
  for (const delay of suspected) {
    if (!isOfAccount(delay.kind)) {
      add(delay, [])
      continue
    }
    const all = new Set(suspected.filter((other) => sameLimit(other, delay)).map(({ subject }) => subject as string))
    add(delay, [delay.subject as string])
    if (all.size > 1)
      add(
        delay,
        [...all].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
      )
  }
  return [...trials.values()]
}

/** When the enrollments from `from` on end: slot first, because an instant inside the slot also moves with the jitter. */
function endOf({ sends }: Plan, from: number): { slot: number; at: number } {
  let slot = Number.NEGATIVE_INFINITY
  let at = Number.NEGATIVE_INFINITY
  for (let i = sends.length - 1; i >= 0 && (sends.at[i] as number) > slot; i--) {
    if ((sends.enrollment[i] as number) < from) continue
    slot = Math.max(slot, sends.slot[i] as number)
    at = Math.max(at, sends.at[i] as number)
  }
  return { slot, at }
}

/** Names only the accounts that still send after the finish that raising them all gives. */
function narrowed(input: PlanInput, { sends }: Plan, suspect: Suspect, finish: number, from: number): Suspect {
  if (suspect.accounts.length < 2) return suspect
  const late = new Set<string>()
  for (let i = sends.length - 1; i >= 0 && (sends.at[i] as number) > finish; i--)
    if ((sends.enrollment[i] as number) >= from)
      late.add(input.accounts[input.enrollments[sends.enrollment[i] as number]?.account ?? -1]?.address ?? '')
  const accounts = suspect.accounts.filter((address) => late.has(address))
  return accounts.length > 0 ? { ...suspect, accounts } : suspect
}

/**
 * The limit that sets the finish of a plan, or null when delays and windows alone do (or several limits at once, none
 * of which changes anything by itself). Raising it, for the accounts it names, finishes earlier: that was tried.
 *
 * @param from first enrollment that is asked about: what was planned before may well end later, and is not the question
 */
export function bottleneck(input: PlanInput, plan: Plan, from = 0): Bottleneck | null {
  const end = endOf(plan, from)
  if (end.slot === Number.NEGATIVE_INFINITY) return null
  const isLarge = plan.sends.length > LARGE
  const tries = isLarge ? TRIES_LARGE : TRIES
  let best: { suspect: Suspect; domain: string | null; slot: number; at: number } | null = null
  for (const { suspect, domain } of trialsOf(input, suspicions(plan, from)).slice(0, tries)) {
    const { slot, at } = endOf(planAll(withRaised(input, suspect)), from)
    const isEarlier = slot < end.slot || (slot === end.slot && at < end.at)
    const isBetter = best === null || slot < best.slot || (slot === end.slot && best.slot === end.slot && at < best.at)
    if (isEarlier && isBetter) best = { suspect, domain, slot, at }
    // A large plan takes a second or more, so there the first that brings an earlier slot will do.
    if (isLarge && slot < end.slot) break
  }
  if (best === null) return null
  let { suspect } = best
  const fewer = narrowed(input, plan, suspect, best.at, from)
  if (fewer !== suspect && endOf(planAll(withRaised(input, fewer)), from).slot <= best.slot) suspect = fewer
  return { ...suspect, text: textOf(input, suspect, best.domain) }
}
