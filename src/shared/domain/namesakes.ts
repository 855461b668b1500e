/**
 * Seats with one address. Two admins who add somebody beside each other make two seats of one person; everybody's table has one
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
