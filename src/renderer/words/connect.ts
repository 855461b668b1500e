/** The words of connecting a mailbox: its kinds, signing in, app passwords, and the clients that sign-ins need. */
const names = { google: 'Google', microsoft: 'Microsoft' } as const

export const connect = {
  names,
  kinds: {
    label: 'What kind of mailbox it is',
    gmail: ['Gmail or Google Workspace', 'You sign in at Google in your browser. Cadenza never sees the password.'],
    outlook: ['Outlook or Microsoft 365', 'You sign in at Microsoft in your browser. Cadenza never sees the password.'],
    smtp: ['Another mail server', 'With a server, a user name and a password (SMTP).'],
    http: ['HTTP API', 'Coming soon.'],
  },
  managed:
    'The managed account needs none of this: it is there from the first minute, 50 emails a day. Connect a mailbox to send in your own name.',
  step: { signIn: 'Sign in', app: 'App password', server: 'Server' },
  lead: (provider: string, address: string) => `Sign in at ${provider} as ${address}, in your browser.`,
  asks: (provider: string) => `${provider} will ask whether Cadenza may`,
  may: ['send mail in your name', 'read the mailbox: what is in Sent counts in your limits', 'know your address'],
  scopes: 'The permissions by name',
  keeps:
    'What it answers goes into the keychain of this computer. You can take it back at any time in your account there.',
  begin: (provider: string) => `Sign in with ${provider}…`,
  again: 'Sign in again…',
  waiting: (provider: string) => `Waiting for you in the browser: ${provider} has opened there.`,
  waitingMore: 'The page is good for ten minutes. Come back here afterwards.',
  open: 'Open the page once more',
  cancel: 'Cancel',
  done: (address: string) => `${address} is signed in.`,
  testing: 'Asking its server…',
  retest: 'Test again',
  useApp: 'Use an app password instead',
  useSignIn: 'Sign in through the browser instead',
  app: {
    lead: 'There is no sign-in client for Google here yet. An app password works without one: it is made for Cadenza alone, and you can take it back.',
    leadChosen: 'An app password is made for Cadenza alone, and you can take it back at any time.',
    steps: [
      [
        'Turn on 2-Step Verification',
        'In your Google account under Security. Google gives app passwords only with it.',
      ],
      ['Make an app password', 'On the page “App passwords” of the account; call it Cadenza.'],
      ['Enter its 16 letters here', 'The spaces between them don’t count.'],
    ],
    links: [
      ['2-Step Verification', 'https://myaccount.google.com/signinoptions/twosv'],
      ['App passwords', 'https://myaccount.google.com/apppasswords'],
    ],
    password: 'App password',
    none: 'Some organisations and the Advanced Protection Program don’t allow app passwords; then only signing in works.',
  },
  needs: (provider: string) => `What signing in with ${provider} needs`,
  needsMore: (provider: string) =>
    `A sign-in client: ${provider} wants to know which program asks, and none can be shipped for everybody. An admin makes one there and enters it under`,
  needsLink: 'Settings › Sign-in clients',
  outlook: 'Microsoft takes no passwords from mail programs any more, so this mailbox can only be signed in.',
  dialog: (address: string) => `Sign in again: ${address}`,
  row: {
    signedIn: 'Sign-in',
    kept: (provider: string) => `at ${provider}, in the keychain`,
    out: (provider: string, when: string | null) => `${provider} asks you to sign in again${when ? `, ${when}` : ''}.`,
  },
  clients: {
    title: 'Sign-in clients',
    lead: 'With what people sign in at Google and Microsoft to connect a mailbox. docs/providers.md says how one is made.',
    id: 'Client ID',
    secret: 'Client secret',
    secretKept: 'Left empty, the one in the keychain stays.',
    secretGoes: 'Another client: the stored secret is erased. Enter the new one.',
    secretNone: 'Microsoft’s desktop clients have none: leave it empty.',
    secretGoogle: 'Google gives one with a desktop client. It goes into the keychain of this computer.',
    tenant: 'Directory (tenant)',
    tenantMore: 'Empty: any organisation and private accounts.',
    redirect: 'Register this redirect address',
    packaged: 'This package brings a client. One of your own goes before it.',
    none: 'None yet, so nobody can sign in there.',
    save: 'Save client',
    remove: 'Remove',
    saved: (provider: string) => `The client for ${provider} is saved`,
    removed: (provider: string) => `The client for ${provider} is removed`,
    removeTitle: (provider: string) => `Remove the client for ${provider}?`,
    removeBody:
      'Mailboxes that signed in with it send no more until they sign in again with another. Their emails wait.',
  },
} as const
