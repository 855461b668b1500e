/**
 * Seats, and mailboxes, with one address. Two admins who add somebody beside each other make two seats of one person; everybody's table has one
 * row for both, so whatever is asked of a person's seat is asked of all of them.
 */
import { addressKey } from './address.ts'

/** What an address is told apart by, of each seat. */
export type Addresses = ReadonlyMap<string, string>

export class Namesakes {
  private readonly keys = new Map<string, string>()
  private readonly seats = new Map<string, string[]>()

  /** @param before addresses that count, by seat, where they are known beforehand */
  constructor(before: Addresses = new Map()) {
    for (const [seat, key] of before) this.put(seat, key)
  }

  /** A seat keeps the address that it was added with. */
  add(seat: string, address: unknown): void {
    if (typeof address === 'string' && address !== '') this.put(seat, addressKey(address))
  }

  private put(seat: string, key: string): void {
    if (this.keys.has(seat)) return
    this.keys.set(seat, key)
    this.seats.set(key, [...(this.seats.get(key) ?? []), seat].sort())
  }

  addresses(): Addresses {
    return this.keys
  }

  /** All with its address, itself among them, least first. */
  of(seat: string): readonly string[] {
    return this.seats.get(this.keys.get(seat) ?? '') ?? [seat]
  }
}

/** Mailboxes of one address, whoever connected them. One may be given another address later: then it is found by both. */
export class Connected {
  private readonly keys = new Map<string, Set<string>>()
  private readonly accounts = new Map<string, Set<string>>()

  add(account: string, address: unknown): void {
    if (typeof address !== 'string' || address === '') return
    const key = addressKey(address)
    this.keys.set(account, (this.keys.get(account) ?? new Set()).add(key))
    this.accounts.set(key, (this.accounts.get(key) ?? new Set()).add(account))
  }

  /** All that ever had one of its addresses, itself among them, least first. */
  with(account: string): readonly string[] {
    const all = new Set([account])
    for (const key of this.keys.get(account) ?? []) for (const each of this.accounts.get(key) ?? []) all.add(each)
    return [...all].sort()
  }
}
