/**
 * Branded sending: mail of the whole team, under a domain of one's own. Receivers judge such mail by that domain alone,
 * and whoever may add an account could else write in the name of a domain that isn't theirs. So it begins only once the
 * name servers show what nobody but the domain's holder can put there.
 */
import type { Findings } from './dns-records.ts'

/** What "verified" means: its SPF names the servers it leaves through, and it publishes the key that was made here. */
export const isVerified = ({ spf, dkim }: Findings): boolean => spf?.state === 'ok' && dkim?.state === 'ok'

/**
 * True where it is nobody's own: a team account, or the managed account once it has a server. A person's mailbox is
 * that person's name, and its provider has let them sign in.
 */
export const isTeams = (account: { kind: string; seatId: number | null; smtp: object | null }): boolean =>
  account.kind === 'managed' ? account.smtp !== null : account.seatId === null

/** Why such an account waits, and why activating it is refused: one sentence for both. */
export const unverifiedWords = (domain: string): string =>
  `${domain} is not verified yet: add its records under Domains.`

/** The domain that an account waits for, by the reason of its state; null: it waits for something else. */
export const domainAwaited = (reason: string | null): string | null =>
  /^(\S+) is not verified yet: /.exec(reason ?? '')?.[1] ?? null
