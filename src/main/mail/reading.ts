/** How an account's mailbox is read: with which server, and with what it signs in. */
import type { ImapFlow } from 'imapflow'
import type { ProviderName } from '../../shared/domain/providers.ts'
import { secretName } from '../../shared/domain/secret-name.ts'
import type { Keychain } from '../ports.ts'
import { type ImapResult, openImap, withSession } from './imap-session.ts'
import type { Credential, ImapServer, ImapTimeouts } from './imap-settings.ts'
import type { SmtpProtocol } from './smtp-settings.ts'
import type { TokenSource, Tokens } from './tokens.ts'

/** What of an account decides how it is read. */
export interface ReadAccount {
  publicId: string
  /** What its entries in the keychain are called. */
  secretId: string
  address: string
  smtp: { user: string | null; allowPlaintextPassword?: boolean } | null
  hasSecret: boolean
  imap: { host: string; port: number; protocol: SmtpProtocol; user: string | null; own?: boolean; ca?: string } | null
  hasImapSecret: boolean
  signedIn: { provider: ProviderName } | null
}

/**
 * What an account signs in with, or why it can't, in words for people.
 *
 * @param refused the access token that the server has just refused: then another one is wanted
 */
export type CredentialFor = (account: ReadAccount, refused?: string) => Promise<Credential | { trouble: string }>

/** Where an account is read; null: it isn't. Without a user name of its own it is the one for sending; `ca` where it names no authority. */
export function readServer(account: ReadAccount, ca?: string): ImapServer | null {
  const { imap, smtp, address } = account
  if (!imap) return null
  const { host, port, protocol } = imap
  const trusted = imap.ca ?? ca
  return {
    host,
    port,
    protocol,
    user: imap.user ?? smtp?.user ?? address,
    ...(trusted === undefined ? {} : { ca: trusted }),
    ...(smtp?.allowPlaintextPassword ? { allowPlaintextPassword: true } : {}),
  }
}

/** What somebody who signed in through the browser has: access tokens; anybody else has a password in the keychain. */
export const credentialsFrom =
  (keychain: Keychain, tokens: Pick<Tokens, 'of'> | null): CredentialFor =>
  (account, refused) =>
    account.signedIn && tokens
      ? tokenOf(tokens.of(account.secretId, account.signedIn.provider), refused)
      : passwordOf(keychain, account)

async function tokenOf(source: TokenSource, refused?: string): Promise<Credential | { trouble: string }> {
  try {
    return { kind: 'token', token: await (refused === undefined ? source.token() : source.renew(refused)) }
  } catch (error) {
    return { trouble: (error as Error).message }
  }
}

/** Its own password for reading where there is one, else the one for sending, if that was given for this server too. */
async function passwordOf(keychain: Keychain, account: ReadAccount): Promise<Credential | { trouble: string }> {
  const { secretId, hasSecret, hasImapSecret, imap } = account
  if (!hasImapSecret && (imap?.own || !hasSecret))
    return { trouble: 'Reading has no password for this server yet. Give it under Reading.' }
  try {
    const password = await keychain.get(secretName(secretId, hasImapSecret ? 'imap' : undefined))
    if (password !== null) return { kind: 'password', password }
    return { trouble: 'Its password is missing from the keychain. Give it again.' }
  } catch (error) {
    return { trouble: `The keychain can't be read: ${(error as Error).message}` }
  }
}

export interface ReadOptions {
  credentialFor: CredentialFor
  /** Extra certificate authorities (PEM). */
  ca?: string
  timeouts?: Partial<ImapTimeouts>
  signal?: AbortSignal
}

type Opened = Awaited<ReturnType<typeof openImap>>

/**
 * Connects and signs in to an account's mailbox. Never rejects. A token that is refused is renewed once. An aborted
 * `signal` ends it at once: a keychain that asks its owner first may take for ever.
 */
export function openMailbox(account: ReadAccount, options: ReadOptions): Promise<Opened> {
  const { signal } = options
  const opening = openAs(account, options)
  if (!signal) return opening
  return new Promise((resolve, reject) => {
    const end = () => resolve({ ok: false, failure: { kind: 'own', error: 'reading was stopped' } })
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    opening
      .then((opened) => {
        if (signal.aborted && opened.ok) opened.session.imap.close()
        resolve(opened)
      }, reject)
      .finally(() => signal.removeEventListener('abort', end))
  })
}

async function openAs(account: ReadAccount, options: ReadOptions): Promise<Opened> {
  const server = readServer(account, options.ca)
  const own = (error: string) => ({ ok: false as const, failure: { kind: 'own' as const, error } })
  if (!server) return own('It has no server to read from.')
  const credential = await options.credentialFor(account)
  if ('trouble' in credential) return own(credential.trouble)
  const first = await openImap(server, credential, options)
  const isStale = credential.kind === 'token' && !first.ok && first.failure.kind === 'refused' && first.failure.auth
  if (!isStale) return first
  const renewed = await options.credentialFor(account, credential.token)
  return 'trouble' in renewed ? own(renewed.trouble) : openImap(server, renewed, options)
}

/** Does `work` with an account's mailbox, on a connection of its own. Never rejects. */
export async function readMailbox<T>(
  account: ReadAccount,
  work: (imap: ImapFlow) => Promise<T>,
  options: ReadOptions,
): Promise<ImapResult<T>> {
  const opened = await openMailbox(account, options)
  return opened.ok ? withSession(opened.session, work, options.signal) : opened
}
