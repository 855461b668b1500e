/** Engaging by a delivery group: its active accounts share the contacts; while none is active, the emails wait. */
import { idleWords, sendsNow } from '../../../shared/domain/delivery-group.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { deal } from '../../../shared/domain/rotation.ts'
import { type AccountRow, accountRows } from '../../store/accounts.ts'
import { type GroupRow, groupByName, groupByPublicId, groupRows } from '../../store/groups.ts'
import type { Reader } from '../../store/open.ts'
import type { Asker } from '../context.ts'
import { permission } from '../may-send.ts'
import type { Sending } from './sending.ts'

function named(reader: Reader, name: string | undefined): GroupRow {
  if (name === undefined) throw new Refusal('no_sender', 'Name the delivery group whose accounts are to send.')
  const group = groupByPublicId(reader, name) ?? groupByName(reader, name)
  if (!group) throw new Refusal('not_found', `There is no delivery group "${name}".`)
  return group
}

interface Members {
  /** Those that share the contacts: the active ones, or all of them while none is. */
  sharing: AccountRow[]
  waits: string | null
  objection: string | null
}

function membersOf(reader: Reader, asker: Asker, group: GroupRow, accounts: readonly AccountRow[]): Members {
  const members = accounts.filter(({ groupId }) => groupId === group.id)
  const mine = members.filter((account) => permission(reader, asker, account) === null)
  const active = mine.filter(sendsNow)
  const objection =
    members.length === 0
      ? idleWords(group.name, members)
      : mine.length === 0
        ? `You may send from no account of “${group.name}”. Ask their owners for permission.`
        : null
  return { sharing: active.length > 0 ? active : mine, waits: objection ?? idleWords(group.name, mine), objection }
}

/** @throws Refusal `not_found`, and `no_sender` that says what to do */
export function groupSending(reader: Reader, asker: Asker, name: string | undefined): Sending {
  const group = named(reader, name)
  const { sharing, waits, objection } = membersOf(reader, asker, group, accountRows(reader))
  if (objection !== null) throw new Refusal('no_sender', objection)
  return {
    chosen: sharing.map((account) => ({ account, alias: null, weight: account.weight, against: null })),
    trouble: () => null,
    assign(contacts, seed) {
      const keys = contacts.map(({ addressKey }) => addressKey)
      const dealt = deal(keys, sharing, seed)
      if ('error' in dealt) throw new Refusal('no_sender', `“${group.name}”: ${dealt.error}`)
      return contacts.map((_, i) => sharing[dealt.sender[i] as number] as AccountRow)
    },
    sandbox: false,
    group,
    waits,
  }
}

/** Groups to choose from, with who would send. */
export function groupChoices(reader: Reader, asker: Asker) {
  const accounts = accountRows(reader)
  return groupRows(reader).map((group) => {
    const { sharing, waits, objection } = membersOf(reader, asker, group, accounts)
    const senders = objection === null ? sharing.map(({ address }) => address) : []
    return { public_id: group.publicId, name: group.name, senders, objection, waits }
  })
}
