/**
 * Whose a mailbox is and which computer is home to it, as whoever speaks of it knew. One that a person connected on two computers
 * before these met was told under two names and is one row on every computer since (store/twins.ts), which bears one of them;
 * what was told under either is asked as of one. Only names that the writer had heard of: whoever hasn't speaks under its own.
 * Nobody gains another's mailbox by making a second of its address: of two people's, no name is one with the other's.
 */
import { addressKey } from './address.ts'
import { type Authority, anyWord, going, type Said, type Standing } from './authority-shape.ts'
import { epochsOf } from './home.ts'
import { canonical } from './shared-change.ts'
import { knows, type Place } from './shared-order.ts'

/** What somebody's row was called home by: the device's public id, as text or in an object that names it. */
export const deviceIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? (value as { device?: unknown }).device : value

/** One person, or both nobody. */
export const isOne = (authority: Authority, one: unknown, other: unknown): boolean =>
  authority.person(one) === authority.person(other)

/** Of that seat (null: the team's), as the writer knew, and nobody gave it to another meanwhile. What is empty isn't told. */
export const ownsAccount = (authority: Authority, chunk: Place, account: string, seat: string | null): boolean =>
  authority.view(chunk, 'account', account, 'kind') !== undefined &&
  authority.holds(chunk, { kind: 'account', id: account, field: 'seat', otherwise: null }, (value) =>
    isOne(authority, value, seat),
  )

/**
 * It was theirs, as they knew, and an admin had given it to somebody else: nobody gains it by having been its owner. That they made a
 * computer of theirs its home is believed of what that one sent meanwhile, and not of who sends from now on.
 */
export const lostBy = (authority: Authority, chunk: Place, account: string, { seat, admin }: Standing): boolean =>
  !admin &&
  authority.lost(chunk, { kind: 'account', id: account, field: 'seat' }, (value) => isOne(authority, value, seat))

/** A word on its home that doesn't count for where it is. */
function isLost(authority: Authority, account: string, word: Said): boolean {
  const standing = authority.standing(word)
  return standing !== null && lostBy(authority, word, account, standing)
}

/** What was said of its home in an epoch, and counts for where it is. */
const saidHomes = (authority: Authority, account: string, epoch: number | string): Said[] =>
  authority.said('account', account, `homes.${epoch}`).filter((word) => !isLost(authority, account, word))

/**
 * The home in an epoch by all that was told of these names, as its account has it; undefined: nobody made it one who could.
 *
 * @param epoch as the field says it
 */
export const homeIn = (authority: Authority, names: readonly string[], epoch: string): unknown =>
  first(names.flatMap((name) => saidHomes(authority, name, epoch)))?.value

/** True where somebody made it one who couldn't. */
export const hasLostHome = (authority: Authority, names: readonly string[], epoch: string): boolean =>
  names.some((name) => authority.said('account', name, `homes.${epoch}`).some((word) => isLost(authority, name, word)))

/** What the writer of a chunk knew of all that was said of a field of an account. */
const heard = (authority: Authority, chunk: Place, account: string, field: string): Said[] =>
  authority.said('account', account, field).filter((each) => knows(chunk, each))

const latest = (all: readonly Said[]): string => all.reduce((last, { hlc }) => (hlc > last ? hlc : last), '')

/** The words that took it away, as the writer knew; none: it lives. */
function removals(authority: Authority, chunk: Place, account: string): Said[] {
  const gone = heard(authority, chunk, account, going)
  return latest(gone) >= latest(heard(authority, chunk, account, anyWord)) ? gone : []
}

/**
 * All names of a mailbox, itself among them, least first: those of one person, address and kind that live, or that went together.
 * As the names of a row are joined and parted (store/twins.ts, store/parting.ts).
 *
 * @param account public id
 */
export function namesOf(authority: Authority, chunk: Place, account: string): readonly string[] {
  const all = authority.ofOneAddress(account)
  if (all.length === 1) return all
  const of = (id: string, field: string) => authority.view(chunk, 'account', id, field)?.value
  const seat = of(account, 'seat') ?? null
  // as the writer knew, whoever gave it to another meanwhile: what left then left, and its home was home to it
  const isTheirs = (id: string) => of(id, 'kind') !== undefined && isOne(authority, of(id, 'seat') ?? null, seat)
  if (!isTheirs(account)) return [account]
  const keyOf = (id: string) => `${of(id, 'kind')} ${addressKey(String(of(id, 'address')))}`
  const [key, gone] = [keyOf(account), removals(authority, chunk, account)]
  const isJoined = (id: string): boolean => {
    if (keyOf(id) !== key || !isTheirs(id)) return false
    const theirs = removals(authority, chunk, id)
    return gone.length === 0 ? theirs.length === 0 : theirs.some((one) => gone.some((each) => isTogether(one, each)))
  }
  return all.filter((id) => id === account || isJoined(id))
}

/** Whoever removes a mailbox says so of all its names at once. */
const isTogether = (one: Said, other: Said): boolean => one.device === other.device && one.number === other.number

/** The word that stays of what was said of an epoch: the first, by its clock (shared-fold.ts). */
const first = (all: readonly Said[]): Said | undefined =>
  all.reduce<Said | undefined>(
    (best, each) =>
      !best || each.hlc < best.hlc || (each.hlc === best.hlc && canonical(each.value) > canonical(best.value))
        ? each
        : best,
    undefined,
  )

/** Public id of the device that is home to an account, as the writer knew; undefined: nobody is. */
export function homeOf(authority: Authority, chunk: Place, account: string): unknown {
  const names = namesOf(authority, chunk, account)
  const known = (n: number) =>
    first(names.flatMap((name) => saidHomes(authority, name, n).filter((each) => knows(chunk, each))))
  const epoch = epochsOf((n) => known(n) !== undefined).at(-1)
  return epoch === undefined ? undefined : deviceIn(known(epoch)?.value)
}

/** Public id of the device that the account was handed to last, as the writer knew. */
export const handedTo = (authority: Authority, chunk: Place, account: string): unknown =>
  namesOf(authority, chunk, account)
    .flatMap((name) => authority.view(chunk, 'account', name, 'handingTo') ?? [])
    .reduce<Said | undefined>((last, each) => (last && last.hlc > each.hlc ? last : each), undefined)?.value

/** Does that computer send what is owed from the account, as its home or as the one that was authorised and engaged it? */
export const sendsFor = (
  authority: Authority,
  chunk: Place,
  { device }: Standing,
  owed: { account: string; by: unknown },
): boolean => homeOf(authority, chunk, owed.account) === device || owed.by === device

/** It was home to the account in that epoch, or thought so for good reasons: what it says of mail that left is true. */
export const wasHome = (
  { authority, chunk }: { authority: Authority; chunk: Place },
  account: string,
  device: string,
  epoch?: number,
): boolean => {
  const names = namesOf(authority, chunk, account)
  const said = (n: number) => names.flatMap((name) => authority.said('account', name, `homes.${n}`))
  const epochs = epoch === undefined ? epochsOf((n) => said(n).length > 0) : [epoch]
  return epochs.some((n) => said(n).some(({ value }) => deviceIn(value) === device))
}
