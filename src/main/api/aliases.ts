/** Other addresses of a mailbox. Whoever may have a mailbox may have the same address as an alias, and nobody else. */
import { allowed } from '../../shared/domain/access.ts'
import { checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { findingsOf, type Permit, standingAgainst, unpermitted } from '../../shared/domain/mailbox-check.ts'
import type { AccountRow, AliasRow } from '../store/accounts.ts'
import {
  type AliasOfAccount,
  aliasNamed,
  insertAlias,
  removeAlias,
  renameAlias,
  writtenFrom,
} from '../store/aliases.ts'
import { stamp } from '../store/clockwork.ts'
import {
  holderOfMailbox,
  type MailboxRequestRow,
  moveMailboxRequest,
  openMailboxRequest,
} from '../store/mailbox-requests.ts'
import { newName } from '../store/maker-name.ts'
import type { Reader } from '../store/open.ts'
import { ownerName, type SeatRow, seatByAddress, seatById } from '../store/seats.ts'
import { found } from './accounts-found.ts'
import { type Asker, os } from './context.ts'
import { brandOfAlias, refuseUnverified } from './may-brand.ts'
import { mailboxFacts } from './may-have.ts'

const shown = ({ publicId, address, name }: AliasRow) => ({ public_id: publicId, email: address, name })

/** @throws Refusal where the asker may not change this account */
function changeable(reader: Reader, asker: Asker, publicId: string): AccountRow {
  const row = found(reader, publicId)
  if (row.kind === 'managed') throw new Refusal('state', 'The managed account has no aliases: its server is not yours.')
  if (!allowed('account.change', asker, { owner: row.seatId }))
    throw new Refusal(
      'forbidden',
      `${row.address} belongs to ${ownerName(reader, row) ?? 'the team'}; only an admin can change it.`,
    )
  return row
}

function aliasOf(reader: Reader, account: AccountRow, publicId: string): AliasOfAccount {
  const alias = aliasNamed(reader, publicId)
  if (!alias || alias.accountId !== account.id)
    throw new Refusal('not_found', `${account.address} has no alias with the id ${publicId}.`)
  return alias
}

const list = os.aliases.list.handler(({ input, context: { room } }) =>
  found(room.store, input.public_id).aliases.map(shown),
)

/** An address of the whole team: nobody's own. */
function checkTeam(reader: Reader, address: string): void {
  const held = holderOfMailbox(reader, address)
  if (held)
    throw new Refusal('conflict', `${address} is ${held.as === 'alias' ? 'an alias' : 'a mailbox'} already.`, {
      account: held.account,
    })
  const person = seatByAddress(reader, address)
  if (person) {
    const locked = person.state === 'locked' ? ', whose seat is locked' : ''
    throw new Refusal('conflict', `${address} is the address of ${person.name}${locked}, and not the team's.`)
  }
}

interface Wish {
  theirs: boolean
  unlike: boolean
  permits: Permit[]
}

/** @throws Refusal with the first sentence that stands against it; all of them are in its data */
function checkSeat(
  reader: Reader,
  asker: Asker,
  address: string,
  seat: SeatRow,
  wish: Wish,
): MailboxRequestRow | undefined {
  const open = openMailboxRequest(reader, address)
  // what was asked for this seat is answered by making it
  const findings = findingsOf(mailboxFacts(reader, address, seat, open?.seatId === seat.id))
  const granted = open?.seatId === seat.id && open.state === 'approved' ? open : null
  const permits = new Set<Permit>(allowed('mailbox_request.decide', asker) ? wish.permits : [])
  if (granted?.permitsRole) permits.add('role')
  if (granted?.permitsMore) permits.add('more')
  const [first, ...more] = [...standingAgainst(findings, wish), ...unpermitted(findings, [...permits])]
  if (first) throw new Refusal('conflict', first.message, { findings: [first, ...more] })
  if (!granted && !allowed('account.add', asker))
    throw new Refusal(
      'forbidden',
      `Ask for ${address} first: an admin approves it, and then it can be set up as an alias.`,
    )
  return open?.seatId === seat.id ? open : undefined
}

const add = os.aliases.add.handler(({ input, context: { room, asker } }) => {
  const checked = checkAddress(input.email)
  if (!checked.ok) throw new Refusal('invalid_address', `${input.email}: ${checked.message}`)
  const { address } = checked
  const now = room.ports.clock.now()
  const publicId = newName(room.store, room.ports.dice)
  const name = input.name?.trim() || null
  const awaited = room.store.write((tx) => {
    const account = changeable(tx, asker, input.public_id)
    const seat = account.seatId === null ? undefined : seatById(tx, account.seatId)
    const request = seat ? checkSeat(tx, asker, address, seat, input) : checkTeam(tx, address)
    const awaited = brandOfAlias(tx, { room, asker }, account, address, now)
    if (awaited !== null) return awaited
    const mark = stamp(tx, now, asker.seatId)
    insertAlias(tx, { publicId, accountId: account.id, address, name, createdAt: now }, mark)
    if (request)
      moveMailboxRequest(tx, request, { type: 'configured' }, { by: null, at: now, accountId: account.id }, mark)
    return null
  })
  room.changes.tell('accounts', 'domains')
  refuseUnverified(awaited)
  return { public_id: publicId, email: address, name }
})

const update = os.aliases.update.handler(({ input, context: { room, asker } }) => {
  const alias = room.store.write((tx) => {
    const before = aliasOf(tx, changeable(tx, asker, input.public_id), input.alias)
    const name = input.name === undefined ? before.name : input.name?.trim() || null
    if (name !== before.name) renameAlias(tx, before, name, stamp(tx, room.ports.clock.now(), asker.seatId))
    return { ...before, name }
  })
  room.changes.tell('accounts', 'sends')
  return shown(alias)
})

const remove = os.aliases.remove.handler(({ input, context: { room, asker } }) => {
  const { alias, contacts } = room.store.write((tx) => {
    const account = changeable(tx, asker, input.public_id)
    const alias = aliasOf(tx, account, input.alias)
    const contacts = writtenFrom(tx, alias)
    if (contacts > 0 && !input.go_on)
      throw new Refusal(
        'conflict',
        `${contacts} ${contacts === 1 ? 'contact is' : 'contacts are'} being written to from ${alias.address}. They can go on from ${account.address}: then say so.`,
        { contacts },
      )
    removeAlias(tx, alias, stamp(tx, room.ports.clock.now(), asker.seatId))
    return { alias, contacts }
  })
  room.changes.tell('accounts', 'sends', 'enrollments')
  return { ...shown(alias), contacts }
})

export const aliases = { list, add, update, remove }
