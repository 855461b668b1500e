/** The clients that people sign in with: an admin's own, else what the package brings. */
import { type Provider, providerDomains, providerNames } from '../../shared/domain/providers.ts'
import { clientSecretName } from '../../shared/domain/secret-name.ts'
import { removeSignInClient, setSignInClient, signInClientRow } from '../store/sign-in-clients.ts'
import { checkPassword, eraseSecret, keepSecret, needKeychain } from './accounts-secret.ts'
import { os, type Room } from './context.ts'

/** Reads no secret: the list must be there while the keychain is locked. */
function shown(room: Room, name: Provider['name']) {
  const { label, landing, scopes, appPasswords } = room.signIn.providers[name]
  const row = signInClientRow(room.store, name)
  const packaged = row ? null : room.signIn.packaged(name)
  return {
    provider: name,
    label,
    client_id: row?.client ?? packaged?.client_id ?? null,
    has_client_secret: row ? row.hasSecret : Boolean(packaged?.client_secret),
    tenant: row ? row.tenant : (packaged?.tenant ?? null),
    source: row ? ('workspace' as const) : packaged ? ('package' as const) : null,
    redirect: `http://${landing.host}${landing.path}`,
    scopes,
    app_passwords: appPasswords,
    domains: providerDomains(name),
  }
}

const clients = os.sign_in.clients.handler(({ context: { room } }) => providerNames.map((name) => shown(room, name)))

const set_client = os.sign_in.set_client.handler(async ({ input, context: { room } }) => {
  const { provider, client_id, client_secret, tenant } = input
  const { keychain, clock } = room.ports
  const before = signInClientRow(room.store, provider)
  if (client_secret) checkPassword(client_secret)
  // A secret belongs to one client; it never stays for another.
  const stays = client_secret === undefined && before?.hasSecret === true && before.client === client_id
  const replaces = client_secret !== undefined && client_secret !== null && client_id !== null
  if (replaces || before?.hasSecret) await needKeychain(keychain)
  if (before?.hasSecret && !stays) await eraseSecret(keychain, clientSecretName(provider))
  if (replaces) await keepSecret(keychain, clientSecretName(provider), client_secret)
  room.store.write((tx) => {
    if (client_id === null) return removeSignInClient(tx, provider)
    setSignInClient(tx, {
      provider,
      client: client_id,
      hasSecret: replaces || stays,
      tenant: tenant === undefined ? (before?.tenant ?? null) : tenant || null,
      updatedAt: clock.now(),
    })
  })
  room.changes.tell('workspace')
  return shown(room, provider)
})

export const signInClients = { clients, set_client }
