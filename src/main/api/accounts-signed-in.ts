/** What becomes of a sign-in that worked: its tokens in the keychain, its account in the database. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { MailPlace, Provider } from '../../shared/domain/providers.ts'
import { type SignInFailure, signInFailure } from '../../shared/domain/sign-in.ts'
import type { SignedInNow } from '../mail/sign-in.ts'
import type { SignInClient } from '../mail/sign-in-client.ts'
import { applyToAccount } from '../store/account-health.ts'
import { newAccountName } from '../store/account-name.ts'
import {
  type AccountRow,
  type AccountSettings,
  accountByPublicId,
  blankSettings,
  insertAccount,
  setAccountState,
  updateAccount,
} from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import type { Reader, Tx } from '../store/open.ts'
import { checkedSettings } from './accounts-check.ts'
import { eraseUnused } from './accounts-erase.ts'
import { found } from './accounts-found.ts'
import { byHand } from './accounts-health.ts'
import { checkChange, checkRoomFor } from './accounts-rules.ts'
import { eraseSecret, secretName } from './accounts-secret.ts'
import { inTurn } from './accounts-turn.ts'
import type { Asker, Room } from './context.ts'
import { notActivated, settleBrand } from './may-brand.ts'
import { settleRequest } from './may-have.ts'

/** A sign-in that somebody wants. `again`: public id of the account it is for; null: a new one. */
export interface Wish {
  provider: Provider
  address: string
  /** Where one signs in with another name than the address. */
  username: string | null
  again: string | null
  input?: {
    from_name?: string | null | undefined
    seat?: string | null | undefined
    permits?: ('role' | 'more')[] | undefined
  }
  /** The account that came of it. */
  made?: string
}

/** @throws Refusal where the asker may not sign in for this account */
export const allowedHere = (reader: Reader, row: AccountRow, asker: Asker): void => checkChange(reader, row, asker)

const userOf = ({ username, address }: Wish): string => username ?? address

/** Where mail leaves and is read, for whoever signed in. */
function placesOf(wish: Wish, personal: boolean): Pick<AccountSettings, 'smtp' | 'imap'> {
  const { provider } = wish
  const user = userOf(wish)
  const at = ({ host, port, protocol }: MailPlace) => ({ host, port, protocol, user })
  return { smtp: at(personal && provider.personal ? provider.personal.smtp : provider.smtp), imap: at(provider.imap) }
}

/** The settings of a new account, after every check that a mailbox with a password passes too. @throws Refusal */
export function newAccountCheck(room: Room, asker: Asker, wish: Wish, reader: Reader = room.store): AccountSettings {
  const { smtp } = wish.provider
  const given = {
    smtp_host: smtp.host,
    smtp_port: smtp.port,
    smtp_protocol: smtp.protocol,
    username: userOf(wish),
    quotas: [],
    from_name: wish.input?.from_name,
    seat: wish.input?.seat,
  }
  const now = room.ports.clock.now()
  const settings = checkedSettings(reader, asker, given, { ...blankSettings, seatId: asker.seatId }, now)
  checkRoomFor(reader, asker, { address: wish.address, seatId: settings.seatId, permits: wish.input?.permits })
  return settings
}

/** Keeps what a sign-in brought. Null when done, else why not; then nothing is kept. Never rejects. */
export async function takeTokens(
  room: Room,
  asker: Asker,
  wish: Wish,
  client: SignInClient,
  got: SignedInNow,
): Promise<SignInFailure | null> {
  const facts = { provider: wish.provider.label, wanted: wish.address }
  try {
    if (wish.again === null) await makeAccount(room, asker, wish, client, got)
    else {
      const { again } = wish
      await inTurn(room, again, () => signInAgain(room, asker, wish, again, client, got))
    }
    room.changes.tell('accounts', 'domains')
    return null
  } catch (error) {
    if (error instanceof Refusal && error.code === 'keychain_unavailable')
      return signInFailure('keychain', { ...facts, said: error.message })
    if (error instanceof Refusal) return signInFailure('refused', { ...facts, said: error.message })
    room.ports.log.error('a sign-in could not be kept', { error: (error as Error).stack ?? String(error) })
    return signInFailure('refused', { ...facts, said: 'Something went wrong inside Cadenza; the log has it.' })
  }
}

const kept = (client: SignInClient, { refreshToken }: SignedInNow) => ({
  refresh_token: refreshToken,
  client: client.id,
})
const access = ({ accessToken, expiresIn }: SignedInNow) => ({ token: accessToken, expiresIn })

const signedInAs = ({ provider }: Wish, client: SignInClient, got: SignedInNow, now: number) => ({
  provider: provider.name,
  subject: got.subject,
  client: client.id,
  scopes: got.scopes,
  at: now,
})

async function makeAccount(room: Room, asker: Asker, wish: Wish, client: SignInClient, got: SignedInNow) {
  const { dice, clock } = room.ports
  const publicId = newAccountName(room.store, dice)
  await room.signIn.tokens.keep(publicId, kept(client, got), access(got))
  const now = clock.now()
  try {
    room.store.write((tx) => {
      const settings = newAccountCheck(room, asker, wish, tx)
      const made = {
        ...settings,
        ...placesOf(wish, got.personal),
        signedIn: signedInAs(wish, client, got, now),
        publicId,
        kind: wish.provider.kind,
        address: wish.address,
        perUtcDay: null,
        createdAt: now,
      }
      const id = insertAccount(tx, { ...made, state: 'pending' }, stamp(tx, now, asker.seatId))
      setAccountState(tx, id, 'pending', notActivated)
      settleBrand(tx, { room, asker }, found(tx, publicId), now)
      settleRequest(tx, now, { address: wish.address, seatId: settings.seatId, accountId: id })
    })
  } catch (error) {
    // no account, no secret: an orphan in the keychain would never be found again
    await room.signIn.tokens.erase(publicId).catch(() => {})
    throw error
  }
  wish.made = publicId
}

/** Where it is read from then on: the folder that somebody named is of the server that it was named for. */
function readFrom(row: AccountRow, imap: AccountSettings['imap']): AccountSettings['imap'] {
  const { imap: before, signedIn } = row
  if (signedIn && !before) return null
  const { sentFolder, folders, sentCopies } = (imap?.host === before?.host && before) || {}
  return (
    imap && {
      ...imap,
      ...(sentFolder ? { sentFolder } : {}),
      ...(folders ? { folders } : {}),
      ...(sentCopies ? { sentCopies } : {}),
    }
  )
}

/** For an account that is there: again, or in place of its password, which is erased then. */
async function signInAgain(
  room: Room,
  asker: Asker,
  wish: Wish,
  publicId: string,
  client: SignInClient,
  got: SignedInNow,
) {
  const before = found(room.store, publicId)
  allowedHere(room.store, before, asker)
  await room.signIn.tokens.keep(before.secretId, kept(client, got), access(got))
  const now = room.ports.clock.now()
  const write = (tx: Tx) => {
    const row = found(tx, publicId)
    allowedHere(tx, row, asker)
    const { imap, smtp } = placesOf(wish, got.personal)
    const signedIn = signedInAs(wish, client, got, now)
    const settings = { ...row, smtp, imap: readFrom(row, imap), hasSecret: false, hasImapSecret: false, signedIn }
    updateAccount(tx, row.id, settings, stamp(tx, now, asker.seatId))
    if (!row.signedIn)
      byHand(tx, asker, row, { kind: 'changed', event: null, what: 'signs in through the browser' }, now)
    applyToAccount(tx, row.id, { type: 'signed_in' }, row.signedIn ? 'Signed in again.' : 'Signed in.', now)
    // what it waited for was a password, which it needs no more
    if (!row.signedIn && row.state === 'pending') {
      setAccountState(tx, row.id, 'pending', notActivated)
      settleBrand(tx, { room, asker }, found(tx, publicId), now)
    }
  }
  try {
    room.store.write(write)
  } catch (error) {
    // it went, or changed hands, while the keychain took its time: nobody would ever look for these
    if (!accountByPublicId(room.store, publicId)?.signedIn)
      await room.signIn.tokens.erase(before.secretId).catch(() => {})
    throw error
  }
  wish.made = publicId
  if (before.hasSecret || before.hasImapSecret)
    await eraseUnused(room, before, () => erasePasswords(room, before.secretId))
}

async function erasePasswords({ ports: { keychain } }: Room, secretId: string): Promise<void> {
  for (const part of [undefined, 'imap'] as const) await eraseSecret(keychain, secretName(secretId, part))
}
