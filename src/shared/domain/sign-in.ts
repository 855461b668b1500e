/**
 * A sign-in through the browser: `waiting` while the person is there, then `done` or `failed`, and nothing after that.
 * Why it failed is one of a few kinds, each with its sentence and with what to do next; nothing is kept of a sign-in
 * that failed.
 */

export type SignInTrouble =
  | 'denied'
  | 'scope'
  | 'no_refresh'
  | 'wrong_account'
  | 'expired'
  | 'cancelled'
  | 'client'
  | 'provider'
  | 'network'
  | 'keychain'
  | 'refused'

export interface SignInFailure {
  trouble: SignInTrouble
  /** What happened, for people. */
  words: string
  /** What to do next. */
  next: string
}

/** `said` is the provider's own sentence, an address, or a list, as the kind needs it. */
export interface SignInFacts {
  /** What people call the provider. */
  provider: string
  /** The address that was wanted. */
  wanted: string
  said?: string
}

type Say = (facts: SignInFacts) => { words: string; next: string }
const because = (said: string | undefined) => (said ? `: ${said}` : '.')

const says: Record<SignInTrouble, Say> = {
  denied: ({ provider }) => ({
    words: `${provider} says that the request was turned down in the browser.`,
    next: 'Sign in again and agree, or connect the mailbox with a password.',
  }),
  scope: ({ provider, said }) => ({
    words: `${provider} signed you in, but without the permission to send and read mail (${said}).`,
    next: 'Sign in again and leave every box ticked: without it no mail can leave.',
  }),
  no_refresh: ({ provider }) => ({
    words: `${provider} gave a permission that ends within the hour, and none to renew it.`,
    next: 'Remove Cadenza under your account’s connected apps at the provider, then sign in again.',
  }),
  wrong_account: ({ provider, wanted, said }) => ({
    words: `You signed in at ${provider} as ${said}, but this mailbox is ${wanted}.`,
    next: `Sign in again and choose ${wanted}; or connect ${said} as a mailbox of its own. Nothing was kept.`,
  }),
  expired: ({ provider }) => ({
    words: `Nobody came back from ${provider} in time.`,
    next: 'Start again; the page in the browser is of no use any more.',
  }),
  cancelled: () => ({ words: 'The sign-in was cancelled.', next: 'Start it again when you want.' }),
  client: ({ provider, said }) => ({
    words: `${provider} doesn't accept this sign-in client${because(said)}`,
    next: 'An admin checks its id and secret under Settings › Sign-in clients; docs/providers.md says how it is made.',
  }),
  provider: ({ provider, said }) => ({
    words: `${provider} refused the sign-in${because(said)}`,
    next: 'Read what it said and sign in again; an administrator of the mailbox may have to permit it.',
  }),
  network: ({ provider, said }) => ({
    words: `${provider} could not be reached${because(said)}`,
    next: 'Check the network and sign in again.',
  }),
  keychain: ({ said }) => ({
    words: `The sign-in can't be kept safely${because(said)}`,
    next: 'Unlock or install a keychain, then sign in again.',
  }),
  refused: ({ said }) => ({
    words: said ?? 'The mailbox could not be connected.',
    next: 'Correct that, then sign in again.',
  }),
}

/** The sentence and the next step of a failure. */
export const signInFailure = (trouble: SignInTrouble, facts: SignInFacts): SignInFailure => ({
  trouble,
  ...says[trouble](facts),
})

/** What a signed-in account waits for once its sign-in is no longer valid; shown as its reason. */
export const signedOutWords = (provider: string, said: string | null): string =>
  `${provider} no longer accepts this sign-in${said ? ` (${said})` : ''}. Sign in again.`
