/**
 * Who had which standing when something was told. Nobody's clock is believed for that: what counts is what a chunk's
 * writer knew, and that can't be made up afterwards. A chunk names how far its writer knew every other chain, so each
 * thing said is before, after or beside each other.
 *
 * What gives a right counts for a chunk that knew of it. What takes a right away counts for every chunk but those that
 * whoever took it away had known; so a lost right can't be used by pretending not to have heard, or by putting a clock
 * back. Where two admins take each other's right beside each other, the one who was admin first is believed. It all
 * begins with the founder's device, whose key every member's computer was given.
 */
import {
  type Authority,
  anyWord,
  type FactRule,
  type Field,
  going,
  type Root,
  type Said,
  type Standing,
} from './authority-shape.ts'
import { cutAt, givenIn, keeps, keyOf, type Strike, strikesOf, takesAway } from './authority-strikes.ts'
import { type Addresses, Connected, Namesakes } from './namesakes.ts'
import { onlyHands } from './shared-life.ts'
import { type Fact, inOrder, isBeside, knows, type Place } from './shared-order.ts'

export interface Judged {
  authority: Authority
  /** Of each fact, in the order given: null = it counts, else why not. */
  verdicts: (string | null)[]
}

/** Said by somebody who knew the other, or at a later clock. */
const isLater = (one: Said, other: Said | undefined): boolean =>
  other === undefined || knows(one, other) || one.hlc > other.hlc

/** Words of a chunk whose device may say nothing. */
export const noStanding = 'The computer that wrote it does not belong to the team any more, or not yet.'

/** What took something away, by the key of its field. */
type Struck = ReadonlyMap<string, readonly Said[]>

interface Asked {
  chunk: Place
  of: Field
  /** What the writer knew. */
  known: Said | undefined
}

/** One pass over the facts in order, under some removals that count also for what is beside them. */
class Court implements Authority {
  private readonly registers = new Map<string, Said[]>()
  private readonly last = new Map<string, number>()
  private readonly known = new Map<string, Set<string>>()
  private readonly namesakes: Namesakes
  private readonly connected = new Connected()

  private readonly root: Root
  private readonly strikes: Struck
  private readonly whole: boolean

  /**
   * @param strikes removals that are settled
   * @param addresses of seats that are known to count: a removal counts also for what comes before them in order; none: all facts come
   *   before anything is asked, and each may take away
   */
  constructor(root: Root, strikes: Struck, addresses?: Addresses) {
    this.root = root
    this.strikes = strikes
    this.whole = addresses === undefined
    this.namesakes = new Namesakes(addresses)
  }

  admit(fact: Fact): void {
    const { kind, id, hlc, set, gone } = fact.change
    this.known.set(kind, (this.known.get(kind) ?? new Set()).add(id))
    const word = kind === 'account' && !onlyHands(fact.change) ? { [anyWord]: true } : {}
    const entries = { ...(gone ? { [going]: true } : {}), ...word, ...set }
    for (const [field, value] of Object.entries(entries)) {
      const key = keyOf(kind, id, field)
      const held = this.registers.get(key) ?? []
      held.push({ device: fact.device, number: fact.number, seen: fact.seen, index: fact.index, hlc, value })
      this.registers.set(key, held)
    }
    if (kind === 'seat' && set?.address !== undefined) this.namesakes.add(id, set.address)
    if (kind === 'account') this.connected.add(id, set?.address)
    if (kind === 'device' && set?.state === 'revoked') this.last.set(id, Math.min(cutAt(fact), this.lastChunk(id)))
  }

  ids(kind: string): readonly string[] {
    return [...(this.known.get(kind) ?? [])]
  }

  said(kind: string, id: string, field: string): readonly Said[] {
    return this.registers.get(keyOf(kind, id, field)) ?? []
  }

  view(chunk: Place, kind: string, id: string, field: string): Said | undefined {
    let best: Said | undefined
    for (const key of this.keysOf(kind, id, field))
      for (const each of this.registers.get(key) ?? [])
        if (knows(chunk, each) && (!best || each.hlc >= best.hlc)) best = each
    return best
  }

  /** What a person may do is asked of all their seats as of one: the later word counts, whichever it was said of. */
  private keysOf(kind: string, id: string, field: string): readonly string[] {
    const one = kind === 'seat' && keeps[`seat ${field}`] !== undefined
    return one ? this.namesakes.of(id).map((each) => keyOf(kind, each, field)) : [keyOf(kind, id, field)]
  }

  person(seat: unknown): unknown {
    return typeof seat === 'string' ? this.namesakes.of(seat)[0] : seat
  }

  ofOneAddress(account: string): readonly string[] {
    return this.connected.with(account)
  }

  isRemoved(seat: string): boolean {
    return this.namesakes.of(seat).every((each) => this.removals(each).length > 0)
  }

  /** Of one seat takes away all, but what was added anew by somebody who knew of it. */
  private removals(seat: string): readonly Said[] {
    const added = this.said('seat', seat, 'address')[0]
    return this.namesakes
      .of(seat)
      .flatMap((each) =>
        this.said('seat', each, going).filter((gone) => each === seat || (added && !knows(added, gone))),
      )
  }

  holds(chunk: Place, of: Field, test: (value: unknown) => boolean): boolean {
    const known = this.view(chunk, of.kind, of.id, of.field)
    if (!known && of.otherwise === undefined) return false
    const said = this.whole ? this.registers : this.strikes
    return test(known ? known.value : of.otherwise) && !this.taken(said, { chunk, of, known }, test)
  }

  lost(chunk: Place, of: Field, test: (value: unknown) => boolean): boolean {
    const known = this.view(chunk, of.kind, of.id, of.field)
    return known !== undefined && test(known.value) && this.taken(this.strikes, { chunk, of, known }, test)
  }

  private taken(said: Struck, { chunk, of, known }: Asked, test: (value: unknown) => boolean): boolean {
    const others = this.keysOf(of.kind, of.id, of.field).flatMap((key) => said.get(key) ?? [])
    return others.some((each) => !test(each.value) && isBeside(chunk, each) && isLater(each, known))
  }

  signingKey(device: string): string | undefined {
    if (device === this.root.device) return this.root.signingKey
    return this.said('device', device, 'signingKey')[0]?.value as string | undefined
  }

  lastChunk(device: string): number {
    return this.last.get(device) ?? Number.POSITIVE_INFINITY
  }

  private seatOf(device: string): string | undefined {
    if (device === this.root.device) return this.root.seat
    return this.said('device', device, 'seat')[0]?.value as string | undefined
  }

  /** The founder is an admin before anybody could have said so. */
  private seatHas(chunk: Place, seat: string, field: 'role' | 'state', wanted: string): boolean {
    const otherwise = seat === this.root.seat ? wanted : undefined
    return this.holds(chunk, { kind: 'seat', id: seat, field, otherwise }, (value) => value === wanted)
  }

  standing(chunk: Place): Standing | null {
    const seat = this.seatOf(chunk.device)
    if (seat === undefined || chunk.number > this.lastChunk(chunk.device)) return null
    const removed = this.removals(seat).some((each) => !knows(each, chunk))
    if (removed || !this.seatHas(chunk, seat, 'state', 'active')) return null
    const person = this.person(seat) as string
    return { device: chunk.device, seat: person, admin: this.seatHas(chunk, seat, 'role', 'admin') }
  }

  /** Rank among admins: who was one first, of that very seat: nobody gains another's by having their address. */
  rankOf(device: string, order: ReadonlyMap<string, number>): number {
    const seat = this.seatOf(device)
    if (seat === this.root.seat) return -1
    return order.get(seat ?? '') ?? Number.POSITIVE_INFINITY
  }
}

/** Removals that count, and the addresses of seats that did when they were settled. */
interface Settled {
  strikes: readonly Strike[]
  addresses: Addresses
}

function struckBy({ strikes }: Pick<Settled, 'strikes'>): Struck {
  const said = new Map<string, Said[]>()
  for (const strike of strikes) said.set(strike.key, [...(said.get(strike.key) ?? []), strike.said])
  return said
}

function pass(root: Root, ordered: readonly Fact[], { strikes, addresses }: Settled, rule: FactRule) {
  const settled = new Set(strikes.map(({ fact }) => fact))
  const cuts = [...settled].filter(({ change }) => change.kind === 'device')
  const court = new Court(root, struckBy({ strikes }), addresses)
  for (const cut of cuts)
    court.admit({ ...cut, change: { ...cut.change, set: { state: 'revoked', lastChunk: cutAt(cut) } } })
  const verdicts = new Map<Fact, string | null>()
  const firstAdmin = new Map<string, number>()
  const counted = new Namesakes()
  for (const [i, fact] of ordered.entries()) {
    const standing = court.standing(fact)
    const why = settled.has(fact) ? null : standing ? rule(court, fact, standing) : noStanding
    verdicts.set(fact, why)
    if (why !== null) continue
    court.admit(fact)
    const { kind, id, set } = fact.change
    if (kind === 'seat') counted.add(id, set?.address)
    if (kind === 'seat' && set?.role === 'admin' && !firstAdmin.has(id)) firstAdmin.set(id, i)
  }
  return { court, verdicts, firstAdmin, said: counted.addresses() }
}

/** Settles removals one after another, those of the longest-standing admins first; each counts for what is beside it too. */
function settle(root: Root, ordered: readonly Fact[], rule: FactRule): Settled {
  const given = givenIn(ordered)
  const removals = ordered.filter((fact) => takesAway(fact, given))
  const settled = new Set<Fact>()
  const strikes: Strike[] = []
  let addresses: Addresses = new Map()
  for (;;) {
    const { court, verdicts, firstAdmin, said } = pass(root, ordered, { strikes, addresses }, rule)
    const next = removals
      .filter((fact) => !settled.has(fact) && verdicts.get(fact) === null)
      .filter((fact) => fact.change.kind !== 'account' || court.standing(fact)?.admin)
      .map((fact) => ({ fact, rank: court.rankOf(fact.device, firstAdmin) }))
      .reduce<{ fact: Fact; rank: number } | null>((best, one) => (best && best.rank <= one.rank ? best : one), null)
    addresses = said
    if (!next) return { strikes, addresses }
    settled.add(next.fact)
    const made = strikesOf(next.fact)
    strikes.push(
      ...(made.length > 0 ? made : [{ fact: next.fact, key: '', said: { ...next.fact, hlc: '', value: null } }]),
    )
  }
}

/**
 * Judges everything that was told about who may do what. The same facts give the same answer, in whatever order they come.
 *
 * @param rule what a device of that standing may say
 */
export function judgeFacts(root: Root, facts: readonly Fact[], rule: FactRule): Judged {
  const ordered = inOrder(facts)
  const settled = settle(root, ordered, rule)
  const { verdicts } = pass(root, ordered, settled, rule)
  const authority = new Court(root, struckBy(settled))
  for (const fact of ordered) if (verdicts.get(fact) === null) authority.admit(fact)
  return { authority, verdicts: facts.map((fact) => verdicts.get(fact) ?? null) }
}
