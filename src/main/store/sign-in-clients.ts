import type { Reader, Tx } from './open.ts'

/** The client that an admin brought for a provider. `updatedAt` is ms since the epoch. */
export interface SignInClientRow {
  provider: 'google' | 'microsoft'
  client: string
  /** True when the keychain holds its secret (clientSecretName). */
  hasSecret: boolean
  tenant: string | null
  updatedAt: number
}

type Raw = Omit<SignInClientRow, 'hasSecret'> & { hasSecret: number }

export function signInClientRow(reader: Reader, provider: SignInClientRow['provider']): SignInClientRow | undefined {
  const raw = reader.get<Raw>(
    `SELECT provider, client, has_secret AS hasSecret, tenant, updated_at AS updatedAt
     FROM sign_in_clients WHERE provider = ?`,
    provider,
  )
  return raw && { ...raw, hasSecret: raw.hasSecret === 1 }
}

export function setSignInClient(tx: Tx, row: SignInClientRow): void {
  tx.run(
    `INSERT INTO sign_in_clients (provider, client, has_secret, tenant, updated_at)
     VALUES (@provider, @client, @hasSecret, @tenant, @updatedAt)
     ON CONFLICT (provider) DO UPDATE SET client = excluded.client, has_secret = excluded.has_secret,
       tenant = excluded.tenant, updated_at = excluded.updated_at`,
    { ...row, hasSecret: Number(row.hasSecret) },
  )
}

export function removeSignInClient(tx: Tx, provider: SignInClientRow['provider']): void {
  tx.run('DELETE FROM sign_in_clients WHERE provider = ?', provider)
}
