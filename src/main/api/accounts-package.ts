/** What the package brings for the managed account, and what that account sends through now. */
import { packagedSecretName } from '../../shared/domain/secret-name.ts'
import { type AccountRow, accountRows } from '../store/accounts.ts'
import { lastAbout } from '../store/journal.ts'
import { isUnused, plannedByPlace } from '../store/managed.ts'
import type { SmtpSettings } from '../store/schema.ts'
import { isOtherConnection } from './accounts-check.ts'
import { readSecret } from './accounts-secret.ts'
import type { PackagedServer, Room } from './context.ts'

export const packagedSmtp = ({ smtp_host, smtp_port, smtp_protocol, username }: PackagedServer): SmtpSettings => ({
  host: smtp_host,
  port: smtp_port,
  protocol: smtp_protocol,
  user: username ?? null,
})

/** The password that was put into the keychain for the package's server; null also while it can't be read. */
export const packagedPassword = (room: Room): Promise<string | null> =>
  readSecret(room.ports.keychain, packagedSecretName).catch(() => null)

async function offered(room: Room) {
  const server = room.managed
  if (!server) return null
  const { from_email = null, from_name = null, username = null, ...place } = server
  return { from_email, from_name, username, ...place, has_password: (await packagedPassword(room)) !== null }
}

function through({ smtp }: AccountRow, packaged: PackagedServer | null | undefined) {
  if (smtp === null) return 'sandbox' as const
  return packaged && !isOtherConnection(smtp, packagedSmtp(packaged)) ? ('package' as const) : ('own' as const)
}

export async function managedShown(room: Room, row: AccountRow) {
  const packaged = await offered(room)
  return {
    public_id: row.publicId,
    sends_through: through(row, room.managed),
    from_email: row.address,
    from_name: row.name,
    smtp_host: row.smtp?.host ?? null,
    smtp_port: row.smtp?.port ?? null,
    smtp_protocol: row.smtp?.protocol ?? null,
    username: row.smtp?.user ?? null,
    has_smtp_password: row.hasSecret,
    packaged,
    untouched:
      row.smtp === null && lastAbout(room.store, 'managed', row.publicId) === null && isUnused(room.store, row.id),
    planned: plannedByPlace(room.store, row.id),
    version: row.version,
  }
}

export const managedRow = (room: Room): AccountRow | undefined =>
  accountRows(room.store).find(({ kind }) => kind === 'managed')
