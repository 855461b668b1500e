/** What the jobs of a sender host have in common. */
import { openConnection, type SmtpConnection } from '../../mail/smtp.ts'
import type { SmtpTimeouts } from '../../mail/smtp-settings.ts'
import type { Clock, Log } from '../../ports.ts'
import type { Queue } from '../../queue/database.ts'
import type { Grant } from '../../queue/grant.ts'

export interface SenderOptions {
  queue: Queue
  clock: Clock
  log: Log
  /** Its name among the hosts. */
  host: string
  /** `AGE-SECRET-KEY-1…` */
  sealing: string
  /** What it may send from an account (public id); null: it may not. Rejects where that can't be read now. */
  grant: (account: string) => Promise<Grant | null>
  /** Emails under way at most. */
  atOnce: number
  timeouts?: Partial<SmtpTimeouts>
  /** Named points of the way, for tests that stop the process there. */
  point?: (name: string) => void
}

export interface Desk {
  options: SenderOptions
  /** By account. */
  connections: Map<string, { key: string; connection: SmtpConnection }>
  stopping: AbortSignal
}

/** The account's connection, kept for its next email; another one where its server or password changed. */
export async function connectionOf(desk: Desk, grant: Grant): Promise<SmtpConnection> {
  const key = JSON.stringify([grant.smtp, grant.secret])
  const kept = desk.connections.get(grant.account)
  if (kept?.key === key) return kept.connection
  await kept?.connection.close()
  const connection = openConnection(grant.smtp, grant.secret, desk.options.timeouts)
  desk.connections.set(grant.account, { key, connection })
  return connection
}
