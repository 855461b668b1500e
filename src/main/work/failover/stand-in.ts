/** Who stands in for an account that is out: decided and written in one transaction. */
import { allowed } from '../../../shared/domain/access.ts'
import { sendsNow } from '../../../shared/domain/delivery-group.ts'
import { policyOf } from '../../../shared/domain/policy.ts'
import { dealtAnew } from '../../../shared/domain/what-if-senders.ts'
import { type AccountRow, accountRows } from '../../store/accounts.ts'
import { stamp } from '../../store/clockwork.ts'
import { tiedTo } from '../../store/elsewhere.ts'
import { handTo, type Stranded, stranded, waitingFor } from '../../store/failover.ts'
import { liveDelegates } from '../../store/grants.ts'
import { note } from '../../store/journal.ts'
import type { Tx } from '../../store/open.ts'
import { workspaceRow } from '../../store/workspace.ts'

export interface Moved {
  /** Address of the account that is out. */
  from: string
  contacts: number
  text: string
}

const many = (n: number, one: string, other: string): string => `${n.toLocaleString('en-GB')} ${n === 1 ? one : other}`

/**
 * Accounts of the group that send now and may send for whoever engaged the contact. A share of 0 gets nobody, and an
 * account whose home is another computer can't be asked from here.
 */
function standIns(tx: Tx, accounts: readonly AccountRow[], { groupId, seatId }: Stranded): AccountRow[] {
  const { policy, device } = workspaceRow(tx)
  const shared = policyOf(policy).send_for_each_other
  const may = ({ seatId: owner }: AccountRow) =>
    allowed('account.send_from', { seatId, role: 'member' }, { owner, shared, delegates: liveDelegates(tx, owner) })
  return accounts.filter(
    (a) =>
      a.groupId === groupId && a.kind !== 'managed' && sendsNow(a) && a.weight > 0 && a.homeDevice === device && may(a),
  )
}

/** Contacts by the two things that decide who may stand in: the group, and whose engagement it is. */
function dealtOf(tx: Tx, rows: readonly Stranded[], accounts: readonly AccountRow[]): Map<Stranded, AccountRow> {
  const { seed } = workspaceRow(tx)
  const pots = Map.groupBy(rows, ({ groupId, seatId }) => `${groupId}:${seatId}`)
  const dealt = new Map<Stranded, AccountRow>()
  for (const pot of pots.values()) {
    const senders = standIns(tx, accounts, pot[0] as Stranded)
    if (senders.length === 0) continue
    const weighted = senders.map(({ id, address, weight }) => ({ account: id, address, weight }))
    const ids = dealtAnew(
      pot.map(({ enrollmentId }) => enrollmentId),
      weighted,
      seed,
    )
    for (const [i, row] of pot.entries()) dealt.set(row, senders.find(({ id }) => id === ids[i]) as AccountRow)
  }
  return dealt
}

const addressOf = (tx: Tx, id: number): { address: string; publicId: string } =>
  tx.get<{ address: string; publicId: string }>(
    'SELECT address, public_id AS publicId FROM accounts WHERE id = ?',
    id,
  ) ?? { address: 'an account', publicId: '' }

/**
 * Gives every contact that nobody has written to yet, and whose account is out, to the group's other active accounts by
 * their percentages. Asked again it finds nobody: whoever was moved has an account that sends.
 */
export function moveStranded(tx: Tx, now: number): Moved[] {
  const accounts = accountRows(tx)
  // what another computer sends, or may have sent, is that one's to give away, or a person's
  const own = stranded(tx).filter(({ enrollmentId }) => tiedTo(tx, enrollmentId) === null)
  const dealt = dealtOf(tx, own, accounts)
  if (dealt.size === 0) return []
  const mark = stamp(tx, now)
  const moved: Moved[] = []
  for (const [accountId, rows] of Map.groupBy(dealt.keys(), (row) => row.accountId)) {
    const out = addressOf(tx, accountId)
    const shares = Map.groupBy(rows, (row) => dealt.get(row) as AccountRow)
    for (const [heir, own] of shares)
      handTo(
        tx,
        own.map(({ enrollmentId }) => enrollmentId),
        heir.id,
        `${heir.address} stands in for ${out.address}, which can't send`,
        mark,
      )
    const to = [...shares].map(([heir, own]) => `${heir.address} (${own.length.toLocaleString('en-GB')})`).join(', ')
    const waiting = waitingFor(tx, accountId)
    const rest = waiting > 0 ? ` ${many(waiting, 'contact waits', 'contacts wait')} for it to come back.` : ''
    const who = many(rows.length, 'contact who has had no email yet goes', 'contacts who have had no email yet go')
    const text = `${out.address} can't send: ${who} to ${to}.${rest}`
    note(tx, now, 'stand_in', text, { account: out.publicId, contacts: rows.length })
    moved.push({ from: out.address, contacts: rows.length, text })
  }
  return moved
}
