/** Sign-ins through the browser: under way in memory, and what comes of them in the keychain and in an account. */
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { type Provider, providerOfAddress, providerOfHost } from '../../shared/domain/providers.ts'
import { type SignInFailure, type SignInTrouble, signInFailure } from '../../shared/domain/sign-in.ts'
import { type SignedInNow, type SignInFlow, startSignIn } from '../mail/sign-in.ts'
import { ProviderTrouble } from '../mail/sign-in-client.ts'
import type { FoundClient } from '../mail/sign-in-setup.ts'
import { accountRows } from '../store/accounts.ts'
import { checkedAddress } from './accounts-check.ts'
import { found } from './accounts-found.ts'
import { needKeychain } from './accounts-secret.ts'
import { allowedHere, newAccountCheck, takeTokens, type Wish } from './accounts-signed-in.ts'
import { type Asker, type Context, os, type Room } from './context.ts'

type State = {
  state: 'waiting' | 'done' | 'failed'
  account: string | null
  trouble: SignInTrouble | null
  words: string | null
  next: string | null
}

interface Entry {
  seatId: number
  about: string
  state: State
  /** Settles with the last state. */
  over: Promise<State>
  cancel: () => void
}

const waiting: State = { state: 'waiting', account: null, trouble: null, words: null, next: null }
const failed = (failure: SignInFailure): State => ({ state: 'failed', account: null, ...failure })

/** So many are remembered after their end, for whoever asks late. */
const remembered = 20
const flows = new WeakMap<Room, Map<string, Entry>>()
const flowsOf = (room: Room): Map<string, Entry> => {
  const all = flows.get(room) ?? new Map<string, Entry>()
  flows.set(room, all)
  return all
}

function entryOf({ room, asker }: Context, flow: string): Entry {
  const entry = flowsOf(room).get(flow)
  if (!entry || (entry.seatId !== asker.seatId && asker.role !== 'admin'))
    throw new Refusal('not_found', 'There is no such sign-in under way. Start it again.')
  return entry
}

interface Asked {
  account?: string | undefined
  email?: string | undefined
  provider?: Provider['name'] | undefined
  username?: string | undefined
  from_name?: string | null | undefined
  seat?: string | null | undefined
  permits?: ('role' | 'more')[] | undefined
}

function named({ signIn }: Room, address: string, name: Provider['name'] | null): Provider {
  if (name) return signIn.providers[name]
  throw new Refusal('bad_request', `${address} doesn't say whose mailbox it is: give provider, google or microsoft.`)
}

/** What is to be signed in, checked as far as that can be before anybody is sent to a browser. */
function wishOf(room: Room, asker: Asker, input: Asked): Wish {
  if (input.account !== undefined) {
    const row = found(room.store, input.account)
    allowedHere(room.store, row, asker)
    const { address, publicId: again } = row
    if (row.signedIn) {
      const username = row.smtp?.user === address ? null : (row.smtp?.user ?? null)
      return { provider: room.signIn.providers[row.signedIn.provider], address, username, again }
    }
    const known = providerOfAddress(address) ?? providerOfHost(row.smtp?.host ?? '')
    return { provider: named(room, address, input.provider ?? known), address, username: input.username ?? null, again }
  }
  if (input.email === undefined) throw new Refusal('bad_request', 'Give the email of a new mailbox, or an account.')
  const address = checkedAddress(input.email)
  const provider = named(room, address, input.provider ?? providerOfAddress(address))
  const wish = { provider, address, username: input.username ?? null, again: null }
  newAccountCheck(room, asker, { ...wish, input })
  return { ...wish, input }
}

async function clientFor({ signIn }: Room, { name, label, appPasswords }: Provider): Promise<FoundClient> {
  const client = await signIn.clientOf(name)
  if (client) return client
  const other = appPasswords ? ' An app password works without one.' : ''
  throw new Refusal('no_sign_in_client', `There is no sign-in client for ${label} here, so nobody can sign in.${other}`)
}

async function begin(room: Room, asker: Asker, wish: Wish): Promise<SignInFlow> {
  const { provider, address, username } = wish
  const client = await clientFor(room, provider)
  try {
    return await startSignIn({
      provider,
      client,
      address,
      username,
      dice: room.ports.dice,
      patience: room.signIn.patience,
      keep: (got: SignedInNow) => takeTokens(room, asker, wish, client, got),
      isHere: (subject) =>
        accountRows(room.store).some(
          ({ signedIn }) => signedIn?.provider === provider.name && signedIn.subject === subject,
        ),
    })
  } catch (error) {
    const { trouble, said } = error instanceof ProviderTrouble ? error : new ProviderTrouble('provider', String(error))
    const facts = { provider: provider.label, wanted: address, ...(said ? { said } : {}) }
    const failure = signInFailure(trouble, facts)
    throw new Refusal('account_error', `${failure.words} ${failure.next}`, { trouble })
  }
}

/** Keeps the flow; an earlier one of the same seat for the same mailbox gives way. */
function remember(room: Room, asker: Asker, wish: Wish, flow: SignInFlow): string {
  const all = flowsOf(room)
  const about = `${asker.seatId} ${wish.address.toLowerCase()}`
  for (const earlier of all.values()) if (earlier.about === about) earlier.cancel()
  for (const [id, { state }] of all) if (all.size >= remembered && state.state !== 'waiting') all.delete(id)
  const entry: Entry = {
    seatId: asker.seatId,
    about,
    state: waiting,
    cancel: flow.cancel,
    over: flow.done.then((end) => {
      entry.state = 'failed' in end ? failed(end.failed) : { ...waiting, state: 'done', account: wish.made ?? null }
      return entry.state
    }),
  }
  const id = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  all.set(id, entry)
  return id
}

const start = os.sign_in.start.handler(async ({ input, context: { room, asker } }) => {
  const wish = wishOf(room, asker, input)
  await needKeychain(room.ports.keychain)
  const flow = await begin(room, asker, wish)
  const { provider } = wish
  return {
    flow: remember(room, asker, wish, flow),
    provider: provider.name,
    address: flow.address,
    scopes: provider.scopes,
  }
})

async function* states(entry: Entry, signal: AbortSignal | undefined): AsyncGenerator<State, State> {
  yield entry.state
  if (entry.state.state !== 'waiting') return entry.state
  const gone = new Promise<null>((resolve) => signal?.addEventListener('abort', () => resolve(null), { once: true }))
  const end = await Promise.race([entry.over, gone])
  if (end) yield end
  return end ?? entry.state
}

const get = os.sign_in.get.handler(({ input, context }) => entryOf(context, input.flow).state)

const wait = os.sign_in.wait.handler(({ input, context, signal }) => states(entryOf(context, input.flow), signal))

const cancel = os.sign_in.cancel.handler(async ({ input, context }) => {
  const entry = entryOf(context, input.flow)
  entry.cancel()
  return entry.over
})

export const signIns = { start, get, wait, cancel }
