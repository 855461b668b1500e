/**
 * Where people sign in through the browser, in one table: who issues tokens, what is asked for, where the mail is, and
 * what each provider does differently. docs/providers.md tells the same figures with their sources; a test compares both.
 */

export type ProviderName = 'google' | 'microsoft'

export interface MailPlace {
  host: string
  port: number
  protocol: 'starttls' | 'tls'
}

export interface Provider {
  name: ProviderName
  /** What people call it. */
  label: string
  /** The type of the account that comes of it. */
  kind: 'gmail' | 'outlook'
  /** Issuer of OpenID Connect; its metadata are read from there. `{tenant}` stands for the directory. */
  issuer: string
  /** What stands for `{tenant}` where nobody names one; null: the issuer has no directories. */
  tenant: string | null
  /** The only origins a code or a refresh token is ever sent to, whatever the metadata say. */
  tokens: string[]
  /** Asked for: the least with which mail can be sent and read. */
  scopes: string[]
  /** Without these the sign-in is of no use. */
  needed: string[]
  /** More parameters of the authorization request. */
  ask: Record<string, string>
  /** The address a browser is sent back to, without its port. */
  landing: { host: '127.0.0.1' | 'localhost'; path: string }
  /** `public`: the client must show no secret; `shown`: it must show the one it got, although it is none. */
  client: 'public' | 'shown'
  smtp: MailPlace
  imap: MailPlace
  /** Where mail leaves for private accounts, known by their directory. */
  personal: { tenant: string; smtp: MailPlace } | null
  /** The server files what was sent in the Sent folder by itself. */
  filesSent: boolean
  /** A password made for one program still signs in. */
  appPasswords: boolean
}

export const providers: Record<ProviderName, Provider> = {
  google: {
    name: 'google',
    label: 'Google',
    kind: 'gmail',
    issuer: 'https://accounts.google.com',
    tenant: null,
    tokens: ['https://oauth2.googleapis.com'],
    scopes: ['openid', 'email', 'https://mail.google.com/'],
    needed: ['https://mail.google.com/'],
    // Without both Google gives a refresh token only the first time somebody agrees.
    ask: { access_type: 'offline', prompt: 'consent' },
    landing: { host: '127.0.0.1', path: '/' },
    client: 'shown',
    smtp: { host: 'smtp.gmail.com', port: 465, protocol: 'tls' },
    imap: { host: 'imap.gmail.com', port: 993, protocol: 'tls' },
    personal: null,
    filesSent: true,
    appPasswords: true,
  },
  microsoft: {
    name: 'microsoft',
    label: 'Microsoft',
    kind: 'outlook',
    issuer: 'https://login.microsoftonline.com/{tenant}/v2.0',
    tenant: 'common',
    tokens: ['https://login.microsoftonline.com'],
    scopes: [
      'openid',
      'email',
      'profile',
      'offline_access',
      'https://outlook.office.com/SMTP.Send',
      'https://outlook.office.com/IMAP.AccessAsUser.All',
    ],
    needed: ['https://outlook.office.com/SMTP.Send', 'https://outlook.office.com/IMAP.AccessAsUser.All'],
    ask: { prompt: 'select_account' },
    // The portal takes http only for this name; it compares it without the port.
    landing: { host: 'localhost', path: '/' },
    client: 'public',
    smtp: { host: 'smtp.office365.com', port: 587, protocol: 'starttls' },
    imap: { host: 'outlook.office365.com', port: 993, protocol: 'tls' },
    personal: {
      tenant: '9188040d-6c67-4c5b-b112-36a304b66dad',
      smtp: { host: 'smtp-mail.outlook.com', port: 587, protocol: 'starttls' },
    },
    filesSent: true,
    appPasswords: false,
  },
}

export const providerNames = Object.keys(providers) as ProviderName[]

/** The issuer with its directory filled in; `tenant` null: the usual one. */
export const issuerOf = (provider: Provider, tenant: string | null): string =>
  provider.issuer.replace('{tenant}', tenant ?? provider.tenant ?? '')

/** What of `needed` was not granted. Servers write the same scope in another case. */
export function missingScopes(provider: Provider, granted: readonly string[]): string[] {
  const has = new Set(granted.map((scope) => scope.toLowerCase()))
  return provider.needed.filter((scope) => !has.has(scope.toLowerCase()))
}

const mail: Record<string, ProviderName> = {
  'gmail.com': 'google',
  'googlemail.com': 'google',
  'outlook.com': 'microsoft',
  'hotmail.com': 'microsoft',
  'live.com': 'microsoft',
  'msn.com': 'microsoft',
}

/** Mail domains that belong to a provider for certain. */
export const providerDomains = (name: ProviderName): string[] =>
  Object.keys(mail).filter((domain) => mail[domain] === name)

/** Whose server a host is; null: of none that one can sign in to. */
export const providerOfHost = (host: string): ProviderName | null =>
  providerNames.find((name) => {
    const { smtp, personal } = providers[name]
    return [smtp.host, personal?.smtp.host].includes(host.toLowerCase())
  }) ?? null

/** Whose mailbox an address is, as far as its domain alone says so; companies' own domains don't. */
export const providerOfAddress = (address: string): ProviderName | null =>
  mail[address.slice(address.lastIndexOf('@') + 1).toLowerCase()] ?? null
