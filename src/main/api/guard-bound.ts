/**
 * What a key reaches that is bound to accounts or groups: one table for every door. A procedure that is not in it is
 * refused, so that a new one stays shut until somebody has thought about it. An account, email or enrollment out of reach
 * and one that doesn't exist are refused in the same words, or a key could find out what else there is.
 */
import type { contract } from '../../shared/contract/index.ts'
import { type Bound, covers } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { type AccountRow, accountByAddress, accountById, accountByPublicId, accountRows } from '../store/accounts.ts'
import { aliasNamed } from '../store/aliases.ts'
import { enrollmentByPublicId } from '../store/enrollments.ts'
import { type GroupRow, groupByName, groupByPublicId, groupRows } from '../store/groups.ts'
import { type IncomingRow, incomingByPublicId } from '../store/incoming.ts'
import { effectsOf } from '../store/incoming-kept.ts'
import type { Reader } from '../store/open.ts'
import { sendByPublicId } from '../store/sends.ts'

interface Reach {
  bound: Bound
  reader: Reader
  accounts: AccountRow[]
  groups: GroupRow[]
  /** "anna@example.com, the group EU" */
  words: string
}

type Input = Record<string, unknown>
/** What the input names that is out of reach, in words that follow "it can't"; null = nothing. */
type Look = (reach: Reach, input: Input) => string | null
interface Rule {
  look: Look
  /** The answer without what is out of reach. */
  show?: (reach: Reach, output: never) => unknown
}

function reachOf(reader: Reader, bound: Bound): Reach {
  const groups = groupRows(reader).filter(({ id }) => bound.groups.includes(id))
  const standing = { ...bound, groups: groups.map(({ id }) => id) }
  const accounts = accountRows(reader).filter((account) => covers(standing, account))
  const named = accounts.filter(({ id }) => bound.accounts.includes(id)).map(({ address }) => address)
  const words = [...named, ...groups.map(({ name }) => `the group "${name}"`)].join(', ')
  return { bound, reader, accounts, groups, words }
}

const reaches = ({ accounts }: Reach, id: number | undefined): boolean => accounts.some((account) => account.id === id)
const isOwn = ({ accounts }: Reach, publicId: unknown): boolean => accounts.some((each) => each.publicId === publicId)

/** As engaging reads it: a public id, an address, or those of an alias. */
function named(reader: Reader, name: string): AccountRow | undefined {
  const account = accountByPublicId(reader, name) ?? accountByAddress(reader, name)
  const alias = account ? undefined : aliasNamed(reader, name)
  return account ?? (alias && accountById(reader, alias.accountId))
}

const free: Look = () => null
const account: Look = (reach, { public_id: id }) =>
  isOwn(reach, id) ? null : `see or change the account ${String(id)}`
const send: Look = (reach, { public_id: id }) =>
  reaches(reach, sendByPublicId(reach.reader, String(id))?.accountId) ? null : `see or change the email ${String(id)}`
const enrollment: Look = (reach, { public_id: id }) =>
  reaches(reach, enrollmentByPublicId(reach.reader, String(id))?.accountId)
    ? null
    : `see or change the enrollment ${String(id)}`

/** Who it belongs to and which group's work it does reach further than the account. */
const settings: Look = (reach, input) => {
  const further = ['group', 'seat', 'permits'].find((field) => input[field] !== undefined)
  return account(reach, input) ?? (further ? `change "${further}", which reaches further than the account` : null)
}

/** A list has to name its sender: a page of all would tell by its cursor how much else there is. */
const listed: Look = (reach, { sender }) => {
  if (typeof sender !== 'string') return 'list what every account sends: name one of its accounts as "sender"'
  return reaches(reach, named(reach.reader, sender)?.id) ? null : `list what ${sender} sends`
}

const several: Look = (reach, { ids, filter }) => {
  if (filter !== undefined || !Array.isArray(ids)) return 'change emails by a filter: name them by "ids"'
  const found = ids.map((public_id) => send(reach, { public_id })).find((words) => words !== null)
  return found ?? null
}

const engaging: Look = (reach, { assign = 'mine', senders = [], group, calendar, help }) => {
  if (calendar || help) return 'ask for "calendar" or "help", which show the mail of every account'
  if (assign === 'owners') return "send from the contacts' owners: name the senders, or the delivery group"
  if (assign === 'group') {
    const { reader, groups } = reach
    const id = (groupByPublicId(reader, String(group)) ?? groupByName(reader, String(group)))?.id
    return groups.some((each) => each.id === id) ? null : `send by the delivery group ${String(group)}`
  }
  if (!Array.isArray(senders) || senders.length === 0) return 'choose who sends: name one of its accounts in "senders"'
  const names = senders.map((each) => String((each as Input | null)?.account))
  const other = names.find((name) => !reaches(reach, named(reach.reader, name)?.id))
  return other === undefined ? null : `send from ${other}`
}

/** What came to one of its mailboxes; what was asked for by a page, where the email left from one of them. */
function message(reach: Reach, publicId: unknown): IncomingRow | null {
  const row = incomingByPublicId(reach.reader, String(publicId))
  const id =
    row?.accountId ?? (row?.sendPublicId ? sendByPublicId(reach.reader, row.sendPublicId)?.accountId : undefined)
  return row && reaches(reach, id) ? row : null
}

const incoming: Look = (reach, { public_id: id }) =>
  message(reach, id) ? null : `see or change the message ${String(id)}`

const looked: Look = (reach, { ids }) => {
  if (!Array.isArray(ids)) return 'mark every message as looked at: name them by "ids"'
  const other = ids.find((id) => message(reach, id) === null)
  return other === undefined ? null : `see or change the message ${String(other)}`
}

/** Contacts may be under way in other accounts' sequences, and the suppression list is everybody's. */
const takenBack: Look = (reach, input) => {
  const row = message(reach, input.public_id)
  if (!row) return incoming(reach, input)
  const { ended, suppressed, away } = effectsOf(row.effects)
  if (suppressed) return 'take addresses off the suppression list'
  const ids = [...ended.map(({ id }) => id), ...(away ? [away.id] : [])]
  const accounts = reach.reader.all<{ id: number }>(
    'SELECT account_id AS id FROM enrollments WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(ids),
  )
  return accounts.every(({ id }) => reaches(reach, id)) ? null : 'take back what stopped a sequence of another account'
}

const inboxOf: Look = (reach, { account }) => {
  if (typeof account !== 'string') return 'list what came to every mailbox: name one of its accounts as "account"'
  return reaches(reach, named(reach.reader, account)?.id) ? null : `list what came to ${account}`
}

const owned = <T extends { public_id: string }>(reach: Reach, rows: T[]) =>
  rows.filter((row) => isOwn(reach, row.public_id))

interface Choices {
  accounts: { account: string }[]
  groups: { public_id: string }[]
  default_account: string | null
}
const choices = (reach: Reach, { accounts, groups, default_account, ...rest }: Choices) => ({
  ...rest,
  accounts: accounts.filter((each) => isOwn(reach, each.account)),
  groups: groups.filter(({ public_id }) => reach.groups.some(({ publicId }) => publicId === public_id)),
  default_account: isOwn(reach, default_account) ? default_account : null,
  owners: [],
})

interface Bulk {
  consequence: { moves: { public_id: string }[] } | null
}
/** A trial names the emails that make room: where the workspace has a limit for all, they may be anybody's. */
const tried = (reach: Reach, answer: Bulk) => ({
  ...answer,
  consequence: answer.consequence && {
    ...answer.consequence,
    moves: answer.consequence.moves.filter((each) => send(reach, { ...each }) === null),
  },
})

type Name = { [N in keyof typeof contract]: `${N}.${keyof (typeof contract)[N] & string}` }[keyof typeof contract]

/** All that a bound key may call. */
export const throughBound: Partial<Record<Name, Rule>> = {
  'workspace.get': { look: free },
  'workspace.countries': { look: free },
  'workspace.holidays': { look: free },
  'contacts.create': { look: free },
  'accounts.list': { look: free, show: owned },
  'accounts.usage': { look: free, show: owned },
  'accounts.get': { look: account },
  'accounts.update': { look: settings },
  'accounts.consequence': { look: settings },
  'accounts.activate': { look: account },
  'accounts.deactivate': { look: account },
  'accounts.pause': { look: account },
  'accounts.resume': { look: account },
  'accounts.test': { look: account },
  'accounts.history': { look: account },
  'aliases.list': { look: account },
  'schedule.options': { look: free, show: choices },
  'schedule.preview': { look: engaging },
  'schedule.engage': { look: engaging },
  'schedule.engaging': { look: engaging },
  'sends.list': {
    look: listed,
    show: (reach, page: { rows: { account_id: string }[] }) => ({
      ...page,
      rows: page.rows.filter((row) => isOwn(reach, row.account_id)),
    }),
  },
  'sends.get': { look: send },
  'sends.letter': { look: send },
  'sends.attempts': { look: send },
  'sends.clicks': { look: send },
  'sends.text': { look: send },
  'sends.rewrite': { look: send },
  'sends.unwrite': { look: send },
  'sends.cancel': { look: send },
  'sends.restore': { look: send },
  'sends.hold': { look: send },
  'sends.release': { look: send },
  'sends.reschedule': { look: send },
  'sends.bulk': { look: several, show: tried },
  'unsure.list': {
    look: free,
    show: (reach, rows: { account_id: string }[]) => rows.filter((row) => isOwn(reach, row.account_id)),
  },
  'unsure.settle': { look: send },
  'incoming.list': { look: inboxOf },
  'incoming.get': { look: incoming },
  'incoming.seen': { look: looked },
  'incoming.undo': { look: takenBack },
  'enrollments.list': { look: listed },
  'enrollments.pause': { look: enrollment },
  'enrollments.resume': { look: enrollment },
  'enrollments.stop': { look: enrollment },
}

function refused(key: string, words: string, data: Record<string, unknown>): Refusal {
  if (words === '')
    return new Refusal(
      'forbidden',
      `The key "${key}" was bound to accounts that are not here any more, so it can do nothing. Make another.`,
      data,
    )
  return new Refusal('forbidden', `The key "${key}" is bound to ${words}: it can't ${String(data.cannot)}.`, data)
}

/** The rule of a procedure. @throws Refusal `forbidden` where a bound key may not call it, whatever the input */
export function checkOpen(reader: Reader, bound: Bound, path: readonly string[]): { rule: Rule; reach: Reach } {
  const name = path.join('.')
  const rule = Object.hasOwn(throughBound, name) ? throughBound[name as Name] : undefined
  const reach = reachOf(reader, bound)
  if (reach.accounts.length === 0 && reach.groups.length === 0)
    throw refused(bound.key, '', { key: bound.key, bound_to: [] })
  if (!rule) throw refused(bound.key, reach.words, { key: bound.key, bound_to: reach.words, cannot: `call ${name}` })
  return { rule, reach }
}

/** @throws Refusal `forbidden` that names the key and what it can't touch */
export function checkBound(reader: Reader, bound: Bound, path: readonly string[], input: unknown): void {
  const { rule, reach } = checkOpen(reader, bound, path)
  const given = typeof input === 'object' && input !== null ? (input as Input) : {}
  const cannot = rule.look(reach, given)
  if (cannot !== null) throw refused(bound.key, reach.words, { key: bound.key, bound_to: reach.words, cannot })
}

/** An answer without what is out of reach; the reach is asked for anew, since the work may have changed it. */
export function shownToBound(reader: Reader, bound: Bound, path: readonly string[], output: unknown): unknown {
  const rule = throughBound[path.join('.') as Name]
  return rule?.show ? rule.show(reachOf(reader, bound), output as never) : output
}
