import type { RigPhase, RigRule } from '../rig/ledger-script.ts'

/** Where a conversation can go wrong, and how. */

export const phases: RigPhase[] = [
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'dot',
  'after',
]

export const faults: Record<string, Partial<RigRule>> = {
  '4xx': { do: 'reply', text: '451 4.3.0 not now' },
  '421': { do: 'reply', text: '421 4.3.2 closing' },
  '5xx': { do: 'reply', text: '550 5.7.1 no' },
  'other positive': { do: 'reply', text: '299 hm' },
  'endless reply': { do: 'reply', text: '250-and then\r\n'.repeat(90_000) },
  drop: { do: 'drop' },
  reset: { do: 'reset' },
  hang: { do: 'hang' },
  garbage: { do: 'garbage' },
  partial: { do: 'partial' },
  drip: { do: 'drip' },
  twice: { do: 'twice' },
}
