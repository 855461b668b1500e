/** Computers that know of each other only what files bring, with clocks of their own. Facts are folded as merging does. */
import {
  acquire,
  type Home,
  type Homes,
  homeMark,
  lastTaken,
  presentHome,
  release,
  standingOf,
  takeOver,
  type Whereabouts,
} from '../../src/shared/domain/home.ts'
import { type Here, heldShare, isGivenBack, maySend, partHere } from '../../src/shared/domain/sender.ts'
import { authorise, isOver, renew, type Share, withdraw } from '../../src/shared/domain/share.ts'
import { DAY, HOUR } from '../../src/shared/domain/time.ts'

type Fact =
  | { is: 'home'; epoch: number; home: Home }
  | { is: 'handing'; to: string; epoch: number }
  | { is: 'share'; id: string; set: Partial<Share> }
  | { is: 'contact'; id: string; home?: string | null; sender?: string | null }
  | { is: 'sent'; id: string }
type Dated = Fact & { hlc: string }

export interface Computer {
  name: string
  /** Ahead of true time by, ms. */
  ahead: number
  hlc: number
  /** How many facts of each computer it has taken in. */
  knows: Map<string, number>
  /** Closed until it has taken in so many facts of those. */
  closed: Map<string, number>
}

interface View {
  where: Whereabouts
  shares: Map<string, Share>
  contacts: Map<string, { home: string | null; sender: string | null }>
  sent: Set<string>
}

export class World {
  now = 1_000 * DAY
  readonly computers: Computer[]
  readonly chains = new Map<string, Dated[]>()
  readonly mail: { to: Computer; knows: Map<string, number> }[] = []
  /** Who sent each contact's email. */
  readonly sent = new Map<string, string[]>()
  #count = 0

  constructor(ahead: readonly number[]) {
    this.computers = ahead.map((ms, i) => ({ name: `d${i}`, ahead: ms, hlc: 0, knows: new Map(), closed: new Map() }))
    for (const { name } of this.computers) this.chains.set(name, [])
    const first = this.computers[0] as Computer
    this.say(first, { is: 'home', epoch: 1, home: { device: first.name } })
    for (const one of this.computers) one.knows.set(first.name, 1)
  }

  clock = (c: Computer): number => this.now + c.ahead

  say(c: Computer, fact: Fact): void {
    c.hlc = Math.max(c.hlc + 1, this.clock(c))
    const chain = this.chains.get(c.name) as Dated[]
    chain.push({ ...fact, hlc: `${String(c.hlc).padStart(16, '0')}-${c.name}` })
    c.knows.set(c.name, chain.length)
  }

  /** Everything that it has heard of, in the order of clocks. */
  view(c: Computer): View {
    const facts = [...c.knows]
      .flatMap(([name, n]) => (this.chains.get(name) as Dated[]).slice(0, n))
      .sort((a, b) => (a.hlc < b.hlc ? -1 : 1))
    const homes: Homes = {}
    const v: View = { where: { homes, handing: null }, shares: new Map(), contacts: new Map(), sent: new Set() }
    for (const f of facts) {
      if (f.is === 'home') homes[f.epoch] ??= f.home
      else if (f.is === 'handing') v.where.handing = { to: f.to, epoch: f.epoch }
      else if (f.is === 'share') v.shares.set(f.id, { ...(v.shares.get(f.id) as Share), ...f.set })
      else if (f.is === 'contact') {
        const { home = null, sender = null } = v.contacts.get(f.id) ?? {}
        v.contacts.set(f.id, {
          home: f.home === undefined ? home : f.home,
          sender: f.sender === undefined ? sender : f.sender,
        })
      } else v.sent.add(f.id)
    }
    return v
  }

  here(c: Computer, v = this.view(c)): Here {
    const lost = new Set([c.name, ...Object.values(v.where.homes).map(({ device }) => device)])
    return {
      device: c.name,
      out: false,
      where: v.where,
      shares: [...v.shares.values()],
      taken: lastTaken(v.where),
      window: 0,
      others: this.computers.some(({ name }) => !lost.has(name)) || lost.size > 2,
    }
  }

  isOpen = (c: Computer): boolean => [...c.closed].every(([name, n]) => (c.knows.get(name) ?? 0) >= n)

  /** Thousandths that the computers which are open believe they may use, added up. */
  believed = (): number =>
    this.computers.filter(this.isOpen).reduce((sum, c) => sum + partHere(this.here(c), this.clock(c)), 0)

  file(from: Computer, to: Computer): void {
    this.mail.push({ to, knows: new Map(from.knows) })
  }

  /** Takes a file in; it stays where it is, and may come again. */
  take(n: number): void {
    const letter = this.mail[n % this.mail.length]
    if (!letter) return
    for (const [name, count] of letter.knows) {
      letter.to.knows.set(name, Math.max(letter.to.knows.get(name) ?? 0, count))
      for (const fact of (this.chains.get(name) as Dated[]).slice(0, count))
        letter.to.hlc = Math.max(letter.to.hlc, Number(fact.hlc.slice(0, 16)))
    }
  }

  exchange(from: Computer, to: Computer): void {
    this.file(from, to)
    this.take(this.mail.length - 1)
  }

  lose(n: number): void {
    if (this.mail.length > 0) this.mail.splice(n % this.mail.length, 1)
  }

  /** One thing that a person or the program does on an open computer, where it can be done. */
  act(c: Computer, what: string, n: number): void {
    const v = this.view(c)
    const here = this.here(c, v)
    const now = this.clock(c)
    const other = this.computers[n % this.computers.length] as Computer
    const isHome = standingOf(v.where, c.name) === 'home'
    const { epoch } = presentHome(v.where.homes)
    const own = [...v.shares].filter(([, share]) => share.epoch === epoch)
    const change = (id: string, before: Share, after: Share) => {
      const set = Object.fromEntries(
        Object.entries(after).filter(([key, value]) => before[key as keyof Share] !== value),
      )
      if (Object.keys(set).length > 0) this.say(c, { is: 'share', id, set })
    }
    switch (what) {
      case 'engage':
        this.engage(c, v, here)
        break
      case 'send': {
        const open = [...v.contacts].filter(([id]) => !v.sent.has(id))
        const next = open.length > 0 ? open[n % open.length] : undefined
        if (next && maySend(here, next[1], now) === null) this.sendNow(c, next[0])
        break
      }
      case 'hand over':
        if (typeof release(v.where, c.name, other.name) !== 'string')
          this.say(c, { is: 'handing', to: other.name, epoch })
        break
      case 'take up': {
        const next = acquire(v.where, c.name)
        if (typeof next !== 'string') this.begin(c, next)
        break
      }
      case 'take over':
        this.force(c, v)
        break
      case 'stop':
        for (const [id, share] of v.shares)
          if (share.device === c.name && isOver(share, v.where))
            change(id, share, { ...share, state: 'released', endedAt: now })
        break
      default:
        if (isHome) this.atHome(c, v, what, n, { own, change, other })
    }
  }

  engage(c: Computer, v: View, here: Here): void {
    const sender = heldShare(here, this.clock(c)) ? c.name : null
    this.say(c, { is: 'contact', id: `${c.name}-${this.#count++}`, home: homeMark(v.where), sender })
  }

  /** What only the home does. */
  atHome(
    c: Computer,
    v: View,
    what: string,
    n: number,
    o: { own: [string, Share][]; change: (id: string, before: Share, after: Share) => void; other: Computer },
  ): void {
    const now = this.clock(c)
    const { epoch } = presentHome(v.where.homes)
    if (what === 'renew') for (const [id, share] of o.own) o.change(id, share, renew(share, epoch, now))
    else if (what === 'take back') for (const [id, share] of o.own) o.change(id, share, withdraw(share))
    else if (what === 'adopt') this.adopt(c, v)
    else if (what === 'look') this.look(c, v, n)
    else if (what === 'authorise' && o.other !== c) {
      const share = authorise(this.here(c, v), { device: o.other.name, share: 1 + (n % 900), epoch }, now)
      if (share === null) return
      this.adopt(c, v)
      this.say(c, { is: 'share', id: `s${this.#count++}`, set: share })
    }
  }

  sendNow(c: Computer, id: string): void {
    this.sent.set(id, [...(this.sent.get(id) ?? []), c.name])
    this.say(c, { is: 'sent', id })
  }

  begin(c: Computer, next: Whereabouts): void {
    const { epoch, ...home } = presentHome(next.homes)
    this.say(c, { is: 'home', epoch, home })
  }

  /** What a released device had is the home's to send from now on. */
  adopt(c: Computer, v: View): void {
    const here = this.here(c, v)
    for (const [id, { sender }] of v.contacts)
      if (sender !== null && sender !== c.name && isGivenBack(here, sender))
        this.say(c, { is: 'contact', id, sender: null })
  }

  /**
   * People close Cadenza wherever it sends from the account, or where it is about to be taken up, until that computer has
   * heard of it; and they know when somebody else has taken it over.
   */
  force(c: Computer, v: View): void {
    const next = takeOver(v.where, c.name, this.clock(c))
    const forced = [...this.chains].flatMap(([name, chain]) =>
      chain.flatMap((f, i) => (f.is === 'home' && f.home.taken !== undefined ? [[name, i + 1] as const] : [])),
    )
    if (typeof next === 'string' || forced.some(([name, n]) => (c.knows.get(name) ?? 0) < n)) return
    const to = new Set<string>()
    for (const one of this.computers) {
      const { where } = this.view(one)
      const standing = standingOf(where, one.name)
      if (standing === 'home' || standing === 'offered') to.add(one.name)
      if (standing === 'released' && where.handing) to.add(where.handing.to)
    }
    this.begin(c, next)
    const n = (this.chains.get(c.name) as Dated[]).length
    for (const one of this.computers) if (one !== c && to.has(one.name)) one.closed.set(c.name, n)
  }

  /** A person looks whether it has left: everywhere, after closing whatever could send it until that has heard. */
  look(c: Computer, v: View, n: number): void {
    const here = this.here(c, v)
    const open = [...v.contacts].filter(([id, mail]) => {
      const bar = v.sent.has(id) ? null : maySend(here, mail, this.clock(c))
      return bar === 'review' || bar === 'lease'
    })
    const next = open.length > 0 ? open[n % open.length] : undefined
    if (!next) return
    if (this.sent.has(next[0])) {
      this.say(c, { is: 'sent', id: next[0] })
      return
    }
    this.say(c, { is: 'contact', id: next[0], home: homeMark(v.where), sender: null })
    const at = (this.chains.get(c.name) as Dated[]).length
    for (const one of this.computers) if (one !== c) one.closed.set(c.name, at)
  }

  /** Hours that go by. */
  wait(hours: number): void {
    this.now += hours * HOUR
  }
}
