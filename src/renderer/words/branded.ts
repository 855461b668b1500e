/** The words of mail of the whole team under a domain of its own. */
import { list, word } from './format.ts'

export const branded = {
  /** Before it is made. */
  before: (domain: string) =>
    `It is kept and waits until ${domain} is verified: SPF and DKIM in order under Domains. Then you activate it.`,
  open: 'Open Domains',
  /** On the domain's own card. */
  waiting: (addresses: readonly string[], domain: string) =>
    `${list(addresses)} ${word(addresses.length, 'waits', 'wait')} until ${domain} is verified: publish a signing key made here, and bring SPF and DKIM in order.`,
} as const
