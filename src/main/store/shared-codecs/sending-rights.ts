/** Who may send through what: groups, aliases, domains, shares, requests and permissions. Accounts: accounts.ts. */
import { addressKey } from '../../../shared/domain/address.ts'
import { grantStates } from '../../../shared/domain/delegation.ts'
import { groupKey } from '../groups.ts'
import type { Reader } from '../open.ts'
import type { Codec } from './codec.ts'
import { address, flag, int, orNone, ref, rowNamed, tableCodec, text } from './table.ts'

const keyOf = ({ address: told }: Readonly<Record<string, unknown>>) =>
  typeof told === 'string' ? { address_key: addressKey(told) } : {}

export const groupCodec = tableCodec({
  kind: 'group',
  table: 'groups',
  fields: { name: text(), createdAt: int },
  also: ({ name }) => (typeof name === 'string' ? { name_key: groupKey(name) } : {}),
})

const aliases = tableCodec({
  kind: 'alias',
  table: 'aliases',
  fields: { account: ref('accounts', 'account_id'), address, name: orNone(text()), createdAt: int },
  also: keyOf,
  versioned: false,
})

/** Of the account (public id) of an alias. `removed`: whoever told of the alias had not heard of that. */
export function accountState(reader: Reader, account: unknown): 'here' | 'removed' | 'unknown' {
  const row = rowNamed(reader, 'accounts', String(account))
  if (row === undefined) return 'unknown'
  return reader.get('SELECT 1 FROM accounts WHERE id = ? AND deleted = 0', row) ? 'here' : 'removed'
}

export const aliasCodec: Codec = {
  ...aliases,
  write: (tx, row, now) =>
    aliases.write(tx, { ...row, gone: row.gone || accountState(tx, row.fields.account) === 'removed' }, now),
}

/** The private part of its signing key stays where it was made; so does what name servers were found to say. */
export const domainCodec = tableCodec({
  kind: 'domain',
  table: 'domains',
  fields: {
    name: text(),
    dkimSelector: orNone(text()),
    dkimPublic: orNone(text()),
    dkimNextSelector: orNone(text()),
    dkimNextPublic: orNone(text()),
    dkimRetiredSelector: orNone(text()),
    trackingHost: orNone(text()),
    createdAt: int,
  },
  fresh: { checks: '{}' },
})

export const shareCodec = tableCodec({
  kind: 'share',
  table: 'shares',
  fields: {
    account: ref('accounts', 'account_id'),
    forDevice: text(),
    share: int,
    sealed: orNone(text()),
    epoch: int,
    leaseUntil: int,
    state: text('granted', 'revoked', 'released'),
    createdAt: int,
  },
})

export const mailboxRequestCodec = tableCodec({
  kind: 'mailbox_request',
  table: 'mailbox_requests',
  fields: {
    seat: ref('seats', 'seat_id'),
    askedBy: ref('seats', 'asked_by'),
    address: text(),
    note: orNone(text()),
    state: text('requested', 'approved', 'declined', 'configured', 'withdrawn'),
    permitsRole: flag,
    permitsMore: flag,
    decidedBy: orNone(ref('seats', 'decided_by')),
    decidedAt: orNone(int),
    reason: orNone(text()),
    account: orNone(ref('accounts', 'account_id')),
    createdAt: int,
  },
  also: keyOf,
})

export const limitRequestCodec = tableCodec({
  kind: 'limit_request',
  table: 'limit_requests',
  fields: {
    kind: text('accounts', 'managed'),
    seat: ref('seats', 'seat_id'),
    wanted: int,
    note: orNone(text()),
    state: text('pending', 'approved', 'declined'),
    granted: orNone(int),
    decidedBy: orNone(ref('seats', 'decided_by')),
    decidedAt: orNone(int),
    reason: orNone(text()),
    createdAt: int,
  },
})

export const grantCodec = tableCodec({
  kind: 'grant',
  table: 'grants',
  fields: {
    owner: ref('seats', 'owner_id'),
    delegate: ref('seats', 'delegate_id'),
    origin: text('grant', 'request'),
    state: text(...grantStates),
    expiresAt: int,
    decidedAt: orNone(int),
    reason: orNone(text()),
    createdAt: int,
  },
})
