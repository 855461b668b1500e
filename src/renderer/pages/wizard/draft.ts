/** What somebody has chosen so far: what is kept between two visits, and what the engine is asked with. */
import type { Client } from '../../../shared/contract/index.ts'
import { type Whose, whoseOf as whose } from '../../parts/from-menu.ts'
import { type Filter, filterOf } from './search.ts'

export type Options = Awaited<ReturnType<Client['schedule']['options']>>
export type Account = Options['accounts'][number]
type Wish = Parameters<Client['schedule']['preview']>[0]

export interface Draft {
  /** Public id of the engagement that they are added to: its senders, hours, pace and ends hold. */
  join: string | null
  who:
    | { kind: 'all' }
    | { kind: 'tag'; tag: string }
    | { kind: 'these'; ids: string[] }
    | { kind: 'filter'; filter: Filter }
  except: string[]
  /** Write again to those who have been in this sequence. */
  repeat: boolean
  /** Write to those too to whom an email of a sequence left a short while ago. */
  recent: boolean
  /** Days kept between two sequences, for this engagement; null: as the workspace keeps them. */
  apart: number | null
  assign: 'mine' | 'owners' | 'selected' | 'group'
  /** Public id of the delivery group. */
  group: string | null
  /** Public id of the account under "From", or of the alias. */
  from: string | null
  /** `as`: the alias it writes from; left out, its own address. */
  senders: { account: string; weight: number; as?: string }[]
  /** "now", or a slot local to the zone: 2026-11-24T10:00 */
  start: string
  spread: boolean
  perDay: number | null
  perHour: number | null
  /** Other sending hours than the workspace's. */
  windows: string[] | null
  /** What ends it for a contact, beside the rules for all. */
  ends: { company: boolean; clicked: boolean; until: string | null }
  /** What deals contacts out; kept, so that looking again shows the same. */
  seed: number
}

const noEnds: Draft['ends'] = { company: false, clicked: false, until: null }

const newSeed = () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1

/** Whether a choice under "From" is this account, or one of its aliases. */
export const isFrom = ({ account, aliases }: Account, from: string | null): boolean =>
  account === from || aliases.some(({ public_id }) => public_id === from)

/** The one account (public id) that everything of a draft is sent from; null: several share it. */
export const fromOf = ({ assign, from }: Draft, { accounts }: Options): string | null =>
  assign === 'mine' ? (accounts.find((account) => isFrom(account, from))?.account ?? null) : null

/** Whose mail may leave by one's own choice. */
export const usable = (account: Account): boolean => account.objection === null

const order: Account['kind'][] = ['own', 'team', 'delegated', 'managed', 'other']

/** Whose it is, as the From menu groups it. */
export const whoseOf = ({ kind }: Account): Whose => whose(kind)

/** One's own first, those one may not use last; their order is the order of the lines they get. */
export const inOrder = (accounts: readonly Account[]): Account[] =>
  [...accounts].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))

/** Whom an address begins with: those it names, a tag, or whom a filter fits. */
function begun({ contacts, who: _, except: __, join: ___, ...rest }: Begin): Draft['who'] {
  if (contacts) return { kind: 'these', ids: contacts }
  const filter = filterOf(rest)
  const { tag, ...more } = filter
  if (Object.keys(more).length > 0) return { kind: 'filter', filter }
  return tag === undefined ? { kind: 'all' } : { kind: 'tag', tag }
}

export type Begin = Filter & { contacts?: string[]; who?: 'all'; except?: string[]; join?: string }

export function newDraft(options: Options, begin: Begin): Draft {
  const senders = inOrder(options.accounts).filter((a) => usable(a) && a.kind !== 'managed')
  return {
    join: begin.join ?? null,
    who: begun(begin),
    except: begin.except ?? [],
    repeat: false,
    recent: false,
    apart: null,
    assign: 'mine',
    group: options.groups.find(({ objection }) => objection === null)?.public_id ?? null,
    from: options.default_account,
    senders: equally(senders.map(({ account }) => account)),
    start: 'now',
    spread: false,
    perDay: 100,
    perHour: 50,
    windows: null,
    ends: noEnds,
    seed: newSeed(),
  }
}

/** Whole percentages that add up to a hundred. */
export function equally(accounts: readonly string[]): Draft['senders'] {
  const each = Math.floor(100 / Math.max(1, accounts.length))
  const rest = 100 - each * accounts.length
  return accounts.map((account, i) => ({ account, weight: each + (i < rest ? 1 : 0) }))
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0

function readWho(who: Partial<Draft>['who']): Draft['who'] | null {
  if (who?.kind === 'tag' && isText(who.tag)) return who
  if (who?.kind === 'these' && Array.isArray(who.ids)) return { kind: 'these', ids: who.ids.filter(isText) }
  return who?.kind === 'filter' ? { kind: 'filter', filter: filterOf({ ...who.filter }) } : null
}

function readAssign({ assign }: Partial<Draft>, { groups }: Options): Draft['assign'] {
  if (assign === 'group') return groups.length > 0 ? assign : 'mine'
  return assign === 'owners' || assign === 'selected' ? assign : 'mine'
}

function readEnds(ends: Partial<Draft['ends']> | undefined): Draft['ends'] {
  const until = isText(ends?.until) && /^\d{4}-\d\d-\d\d$/.test(ends.until) ? ends.until : null
  return { company: ends?.company === true, clicked: ends?.clicked === true, until }
}

/** Without its alias, where that is gone. */
function readSender(
  { account, weight, as }: Draft['senders'][number],
  { accounts }: Options,
): Draft['senders'][number] {
  const aliases = accounts.find((each) => each.account === account)?.aliases ?? []
  return { account, weight, ...(as && aliases.some(({ public_id }) => public_id === as) ? { as } : {}) }
}

/** A draft as it was kept, checked against what there is now: an account may be gone, a version of ours may differ. */
export function readDraft(kept: Record<string, unknown>, options: Options): Draft {
  const usual = newDraft(options, {})
  const known = new Set(options.accounts.filter(usable).map(({ account }) => account))
  const raw = kept as Partial<Draft>
  const senders = (Array.isArray(raw.senders) ? raw.senders : usual.senders).filter((s) => known.has(s?.account))
  return {
    join: isText(raw.join) ? raw.join : null,
    who: readWho(raw.who) ?? usual.who,
    except: Array.isArray(raw.except) ? raw.except.filter(isText) : [],
    repeat: raw.repeat === true,
    recent: raw.recent === true,
    apart: raw.apart === 0 || isCount(raw.apart) ? raw.apart : null,
    assign: readAssign(raw, options),
    group: options.groups.some(({ public_id }) => public_id === raw.group) ? (raw.group ?? null) : usual.group,
    from: options.accounts.some((a) => usable(a) && isFrom(a, raw.from ?? null)) ? (raw.from ?? null) : usual.from,
    senders: senders.filter((s) => Number.isInteger(s.weight) && s.weight >= 0).map((s) => readSender(s, options)),
    start: isText(raw.start) && /^\d{4}-\d\d-\d\dT\d\d:00$/.test(raw.start) ? raw.start : 'now',
    spread: raw.spread === true,
    perDay: isCount(raw.perDay) ? raw.perDay : null,
    perHour: isCount(raw.perHour) ? raw.perHour : null,
    windows: Array.isArray(raw.windows) ? raw.windows.filter(isText) : null,
    ends: readEnds(raw.ends),
    seed: Number.isInteger(raw.seed) ? (raw.seed as number) : usual.seed,
  }
}

/** Who, in the engine's words. */
export function whoOf(draft: Draft, sequence: string) {
  return {
    sequence,
    contacts: draft.who.kind === 'these' ? draft.who.ids : ('all' as const),
    ...(draft.who.kind === 'tag' ? { tag: draft.who.tag } : {}),
    ...(draft.who.kind === 'filter' ? { filter: draft.who.filter } : {}),
    ...(draft.except.length > 0 ? { except: draft.except } : {}),
    override: [...(draft.repeat ? ['been_in_this_sequence'] : []), ...(draft.recent ? ['contacted_recently'] : [])],
    ...(draft.join === null ? { ...bySenders(draft), ...endsOf(draft) } : { join: draft.join }),
    ...(draft.apart === null ? {} : { recontact_days: draft.apart }),
    seed: draft.seed,
  }
}

const bySenders = (draft: Draft) => ({
  assign: draft.assign,
  senders: sendersOf(draft),
  ...(draft.assign === 'group' && draft.group !== null ? { group: draft.group } : {}),
})

function sendersOf({ assign, from, senders }: Draft) {
  if (assign === 'owners' || assign === 'group') return []
  if (assign === 'selected') return senders.map(({ account, weight, as }) => ({ account: as ?? account, weight }))
  return from === null ? [] : [{ account: from }]
}

/** All of it, in the engine's words. */
export function wishOf(draft: Draft, sequence: string): Wish {
  return {
    ...whoOf(draft, sequence),
    start: draft.start,
    ...(draft.join === null ? howOf(draft) : {}),
  }
}

function howOf(draft: Draft) {
  return {
    ...(draft.spread && draft.perDay !== null ? { per_day: draft.perDay } : {}),
    ...(draft.spread && draft.perHour !== null ? { per_hour: draft.perHour } : {}),
    ...(draft.windows ? { windows: draft.windows } : {}),
  }
}

/** Only what is chosen: the same choice is always asked the same way. */
function endsOf({ ends: { company, clicked, until } }: Draft) {
  if (!company && !clicked && until === null) return {}
  return { ends: { ...(company && { company }), ...(clicked && { clicked }), ...(until !== null && { until }) } }
}

/** What a suggestion of the engine changes about the choices; null in it takes a choice away. */
export function taken(draft: Draft, change: Record<string, unknown>): Draft {
  const { assign, senders, windows, start } = change as Partial<Draft>
  const pace = 'per_day' in change || 'per_hour' in change ? { spread: false } : {}
  return {
    ...draft,
    ...pace,
    ...(assign ? { assign } : {}),
    ...(senders ? { senders: inPercent(senders) } : {}),
    ...(windows ? { windows } : {}),
    ...(start ? { start } : {}),
  }
}

/** Weights of any size as whole percentages. */
function inPercent(senders: Draft['senders']): Draft['senders'] {
  const sum = senders.reduce((all, { weight }) => all + weight, 0)
  if (sum === 0) return equally(senders.map(({ account }) => account))
  return senders.map(({ account, weight }) => ({ account, weight: Math.round((weight / sum) * 100) }))
}

/** A view holds 10 kB. */
const mostKept = 8000

/** What is kept of a draft; null where it is too long: shortened, it would be opened again with other contacts. */
export const keepable = (draft: Draft): Draft | null => (JSON.stringify(draft).length <= mostKept ? draft : null)
