/** Which entries of the keychain belong to this database. */
import { providerNames } from '../../shared/domain/providers.ts'
import { clientSecretName } from '../../shared/domain/secret-name.ts'
import { accountRows } from './accounts.ts'
import { ownDevice } from './devices.ts'
import { domainRows } from './domains.ts'
import { guardState } from './guard.ts'
import type { Reader } from './open.ts'
import { keptSecrets } from './removal.ts'
import { signInClientRow } from './sign-in-clients.ts'
import { webhookIds } from './webhooks.ts'

/**
 * Tells a workspace's own entries by their names. Entries of other workspaces of the same person stay where they are. What the keychain still holds of removed accounts
 * goes along: it is erased where the secrets are then.
 */
export function ownSecretNames(store: Reader): (name: string) => boolean {
  const accounts = [...accountRows(store), ...keptSecrets(store)].map(({ secretId }) => secretId)
  const guarded = guardState(store).name
  const ids = new Set([
    ...accounts,
    ...domainRows(store).map(({ secretId }) => secretId),
    ...webhookIds(store),
    ownDevice(store),
    ...(guarded ? [guarded] : []),
  ])
  const clients = new Set(
    providerNames.filter((name) => signInClientRow(store, name)?.hasSecret).map((name) => clientSecretName(name)),
  )
  return (name) => clients.has(name) || name.split('/').some((part) => ids.has(part))
}
