/**
 * Who may do what: one place for every door and every handler. A handler gathers whose the thing is and who had a part
 * in it, and asks here; the window, RPC, REST and the command line therefore can't disagree.
 *
 * Two questions stand one after the other. What a seat's role and a key's scopes allow at all is asked before a
 * procedure is reached (`may`). What may be done to this one account, request or sequence is asked inside (`allowed`).
 */

/** What a key or a seat may do. A key can never do more than its seat's role. */
export const scopes = ['read', 'write', 'accounts', 'admin'] as const
export type Scope = (typeof scopes)[number]
export type Role = 'admin' | 'member'

/** Scopes a role may hold at all: a member never administers seats, keys of others or the workspace. */
export const roleScopes = {
  admin: ['read', 'write', 'accounts', 'admin'],
  member: ['read', 'write', 'accounts'],
} as const satisfies Record<Role, readonly Scope[]>

/** `holds` lists what the asker has; admin does not imply the others, a key names each it needs. */
export const may = (holds: readonly Scope[], role: Role, need: Scope): boolean =>
  holds.includes(need) && (roleScopes[role] as readonly Scope[]).includes(need)

/** Who asks: row id of the seat, and its role. */
export interface Who {
  seatId: number
  role: Role
}

/** A key that reaches only what goes through these accounts, and through the accounts of these groups. Row ids. */
export interface Bound {
  /** What the key is called: each refusal names it. */
  key: string
  accounts: readonly number[]
  groups: readonly number[]
}

/** Does it reach the account? Whatever is not named is out of reach, so a binding that lost all it named reaches nothing. */
export const covers = (bound: Bound, account: { id: number; groupId: number | null }): boolean =>
  bound.accounts.includes(account.id) || (account.groupId !== null && bound.groups.includes(account.groupId))

/** Scopes that a bound key can't have: keys, seats and the workspace belong to no account. */
export const boundless: readonly Scope[] = ['admin']

/** What is known of the thing it is about. Seats are row ids. */
export interface About {
  /** Whose it is; null: the whole team's. Left out: it belongs to nobody, as a sequence does. */
  owner?: number | null
  /** Seats that had a part in it: engaged the contact, asked for the mailbox, paused the sequence. */
  part?: readonly number[]
  /** The workspace's policy lets every seat send for every other. */
  shared?: boolean
  /** Seats that may send for its owner by a live grant. */
  delegates?: readonly number[]
}

/** How somebody stands to a thing. Several can be true at once. */
export const standings = ['admin', 'owner', 'team', 'part', 'shared', 'delegate'] as const
export type Standing = (typeof standings)[number]

/** Every standing of `who` to it. */
export function standingsOf(who: Who, about: About): Standing[] {
  const is: Record<Standing, boolean> = {
    admin: who.role === 'admin',
    owner: about.owner === who.seatId,
    team: about.owner === null,
    part: about.part?.includes(who.seatId) ?? false,
    shared: about.shared ?? false,
    delegate: about.delegates?.includes(who.seatId) ?? false,
  }
  return standings.filter((standing) => is[standing])
}

/**
 * One line an act: whoever stands to it in one of these ways may do it. An admin is named each time and never implied:
 * an admin too sends from somebody's mailbox only when that person, or the policy, lets them.
 */
export const rules = {
  /** Its settings, its state, a pause, a test with its password. */
  'account.change': ['admin', 'owner'],
  /** Engage contacts from it. */
  'account.send_from': ['owner', 'team', 'shared', 'delegate'],
  /** Let another computer send a part of its mail, with its password. */
  'account.authorise': ['owner'],
  /** Add a mailbox without asking first. */
  'account.add': ['admin'],
  /** Make it somebody else's, or the whole team's. */
  'account.hand_over': ['admin'],
  /** Give the managed account a server, or take it away. */
  'account.set_managed': ['admin'],
  /** Planned and doubtful mail, and the contact it is for. */
  'mail.decide': ['admin', 'owner', 'team', 'part', 'shared'],
  /** Say that an opt-out or a complaint was none: what somebody asked for is not put aside by whoever would write again. */
  'opt_out.take_back': ['admin'],
  /** Let a paused sequence go on. */
  'sequence.resume': ['admin', 'part', 'shared'],
  /** Take what a hand put on the suppression list off it. */
  'suppression.remove': ['admin', 'owner'],
  /** Ask for a mailbox: `owner` is the seat it is for. */
  'mailbox_request.ask': ['admin', 'owner'],
  'mailbox_request.see': ['admin', 'owner', 'part'],
  'mailbox_request.withdraw': ['admin', 'owner', 'part'],
  'mailbox_request.decide': ['admin'],
  /** Take an address off another seat, so that it can be given to this one. */
  'mailbox_request.release': ['admin'],
  /** Asking for more room for everybody is for everybody: `team`. */
  'limit_request.ask': ['admin', 'team'],
  'limit_request.decide': ['admin'],
  /** Make, rename, fill and remove delivery groups. */
  'group.change': ['admin'],
  /** Make, change and remove the snippets that are everybody's. */
  'snippet.change_everybodys': ['admin'],
  /** Have a domain looked at: its records are for whoever manages the domain. */
  'domain.add': ['admin'],
  /** Permissions to send between others. */
  'delegation.see': ['admin'],
  'seat.change': ['admin'],
  'key.make': ['admin'],
} as const satisfies Record<string, readonly Standing[]>

export type Act = keyof typeof rules
export const acts = Object.keys(rules) as Act[]

/** May they do it? Pure; whoever asks says in words why not, because only there the names are known. */
export const allowed = (act: Act, who: Who, about: About = {}): boolean =>
  standingsOf(who, about).some((standing) => (rules[act] as readonly Standing[]).includes(standing))

/**
 * Scopes that a key for a seat of that role can't be given, and of the rest those that its maker doesn't hold: a key
 * can do nothing its seat can't, and nobody gives away what they don't have.
 */
export function scopesWithheld(
  wanted: readonly Scope[],
  seat: Role,
  maker: readonly Scope[],
): { role: Scope[]; maker: Scope[] } {
  const fits = (scope: Scope) => (roleScopes[seat] as readonly Scope[]).includes(scope)
  return {
    role: wanted.filter((scope) => !fits(scope)),
    maker: wanted.filter((scope) => fits(scope) && !maker.includes(scope)),
  }
}

export interface SeatStanding {
  id: number
  role: Role
  state: 'active' | 'locked'
}

/**
 * Why a seat can't become `next`; null = it can. Nobody locks themselves out, and somebody who can administer the
 * workspace always stays.
 */
export function seatTrouble(
  seat: SeatStanding,
  next: Pick<SeatStanding, 'role' | 'state'>,
  all: readonly SeatStanding[],
  asker: number,
): 'own_lock' | 'last_admin' | null {
  if (next.state === 'locked' && seat.id === asker) return 'own_lock'
  const governs = (one: Pick<SeatStanding, 'role' | 'state'>) => one.role === 'admin' && one.state === 'active'
  if (governs(next) || !governs(seat) || all.some((one) => one.id !== seat.id && governs(one))) return null
  return 'last_admin'
}
