import type { RigScript } from '../rig/ledger-script.ts'

/** The mailboxes that are sent from. */
export const senders = ['a', 'b', 'c'].map((name) => `${name}@sender.test`)
/**
 * How many each may send an hour: of one that may send many, the next email is claimed together with the outcome of the one
 * before.
 */
export const anHour = [3000, 8, 8] as const
/** What opens them. */
export const secret = 'rig-secret'

const always = Number.MAX_SAFE_INTEGER

/** What the mail server does to recipients by their names. */
export const rules: RigScript = {
  rules: [
    { phase: 'dot', do: 'drop', to: 'vanish', take: true, times: always },
    { phase: 'dot', do: 'drop', to: 'lost', times: always },
    { phase: 'rcpt', do: 'reply', text: '450 4.2.0 busy', to: 'busy', times: 20 },
    { phase: 'rcpt', do: 'reply', text: '550 5.1.1 no such user', to: 'gone', times: always },
  ],
}
