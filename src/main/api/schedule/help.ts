/** What would bring the finish forward: a few changes, each really planned, never estimated. */
import type { PreviewShown } from '../../../shared/contract/schedule.ts'
import { addressKey } from '../../../shared/domain/address.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { plan } from '../../../shared/domain/plan.ts'
import type { Bottleneck, Limit, PlanInput, WindowBlock } from '../../../shared/domain/plan-shape.ts'
import { accountLimits, policyOf } from '../../../shared/domain/policy.ts'
import { limitText, writeLimit } from '../../../shared/domain/quota.ts'
import { formatIso, hourText } from '../../../shared/domain/time-text.ts'
import { windowsText } from '../../../shared/domain/window.ts'
import { accountRows } from '../../store/accounts.ts'
import type { Reader } from '../../store/open.ts'
import { workspaceRow } from '../../store/workspace.ts'
import type { Asker } from '../context.ts'
import { type Proposal, propose, type Wish } from './proposal.ts'
import { objection } from './senders.ts'

export type Help = NonNullable<PreviewShown['help']>[number]

interface Found {
  reader: Reader
  asker: Asker
  wish: Wish
  now: number
  p: Proposal
  bottleneck: Bottleneck | null
}

type Idea = Omit<Help, 'finish'> & { end: () => number }

/** Start of the last slot of an engagement's own emails. */
function endOf(input: PlanInput, from: number): number {
  const { sends, waiting } = plan(input)
  if (waiting.some(({ enrollment }) => enrollment >= from)) return Number.POSITIVE_INFINITY
  for (let i = sends.length - 1; i >= 0; i--)
    if ((sends.enrollment[i] as number) >= from) return sends.slot[i] as number
  return Number.POSITIVE_INFINITY
}

/** 50 → 80, 400 → 640: a round number some 60 % above. */
function more(limit: number): number {
  const wanted = limit * 1.6
  const step = 10 ** Math.max(0, Math.floor(Math.log10(wanted)) - (wanted >= 20 ? 1 : 0))
  return Math.max(limit + 1, Math.round(wanted / step) * step)
}

/** The named limits raised, as far as this seat and the workspace's policy let them. */
function raised({ reader, asker, p, bottleneck }: Found): Idea[] {
  if (bottleneck?.kind !== 'account') return []
  const { unit, limit, accounts } = bottleneck
  const named = new Set(accounts.map(addressKey))
  const to = more(limit)
  const next: Limit = { unit: unit ?? 'hour', min: to, max: to }
  if ('error' in accountLimits([writeLimit(next)], asker.role, policyOf(workspaceRow(reader).policy))) return []
  const { input } = p.state
  const changed = input.accounts.map((account) =>
    named.has(addressKey(account.address))
      ? { ...account, limits: account.limits.map((l) => (l.unit === unit && l.max === limit ? next : l)) }
      : account,
  )
  const [only] = p.state.accounts.filter(({ address }) => named.has(addressKey(address)))
  const who = accounts.length === 1 ? accounts[0] : `${accounts.length} mailboxes each`
  return [
    {
      kind: 'limit',
      text: `${limitText(next)} for ${who}`,
      account: only?.publicId ?? null,
      change: null,
      end: () => endOf({ ...input, accounts: changed }, p.from),
    },
  ]
}

/** Active accounts that this seat may use and has not chosen, own servers first, at most two. */
function joined(found: Found): Idea[] {
  const { reader, asker, wish, p } = found
  if (wish.assign === 'owners' || wish.assign === 'group') return []
  const taken = new Set(p.chosen.map(({ account }) => account.id))
  const free = accountRows(reader).filter((a) => !taken.has(a.id) && objection(reader, asker, a) === null)
  return free
    .sort((a, b) => Number(a.kind === 'managed') - Number(b.kind === 'managed'))
    .slice(0, 2)
    .map((account) => {
      const senders = [
        ...p.chosen.map((each) => ({ account: each.account.publicId, weight: each.weight ?? each.account.weight })),
        { account: account.publicId, weight: account.weight },
      ]
      return again(found, 'sender', `${account.address} sending too`, { assign: 'selected', senders })
    })
}

function again(found: Found, kind: Help['kind'], text: string, change: Partial<Wish>): Idea {
  const { reader, asker, wish, now } = found
  return {
    kind,
    text,
    account: null,
    change: Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? null])),
    end() {
      try {
        const { own } = propose(reader, asker, { ...wish, ...change }, now)
        return own.plan.waiting.length > 0 ? Number.POSITIVE_INFINITY : (own.plan.sends.slot.at(-1) ?? Infinity)
      } catch (error) {
        if (error instanceof Refusal) return Number.POSITIVE_INFINITY
        throw error
      }
    },
  }
}

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** An hour more at both ends of each sending day. */
function longerDays(found: Found): Idea[] {
  const blocks: WindowBlock[] = []
  for (let day = 1; day <= 7; day++) {
    const mine = found.p.choices.windows.filter((block) => block.day === day)
    if (mine.length === 0) continue
    const from = Math.max(0, Math.min(...mine.map((block) => block.from)) - 1)
    blocks.push({ day, from, to: Math.min(24, Math.max(...mine.map((block) => block.to)) + 1) })
  }
  const windows = blocks.map(({ day, from, to }) => `${dayNames[day - 1]} ${hourText(from)}-${hourText(to)}`)
  return [again(found, 'windows', `Sending ${windowsText(blocks)}`, { windows })]
}

function otherChoices(found: Found): Idea[] {
  const { wish } = found
  const ideas: Idea[] = []
  if (wish.per_day !== undefined || wish.per_hour !== undefined)
    ideas.push(again(found, 'pace', 'As soon as possible', { per_day: undefined, per_hour: undefined }))
  if (wish.start !== 'now') ideas.push(again(found, 'start', 'Starting now', { start: 'now' }))
  return ideas
}

/** Changes that finish in an earlier slot, the earliest first. */
export function helpOf(found: Found): Help[] {
  const { p } = found
  const end = p.own.plan.sends.slot.at(-1)
  if (end === undefined) return []
  const ideas = [...raised(found), ...otherChoices(found), ...joined(found), ...longerDays(found)]
  return ideas
    .map(({ end: planned, ...idea }) => ({ idea, at: planned() }))
    .filter(({ at }) => at < end)
    .sort((a, b) => a.at - b.at)
    .map(({ idea, at }) => ({ ...idea, finish: formatIso(at, p.choices.zone) }))
}
