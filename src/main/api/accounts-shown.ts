import { writeLimit } from '../../shared/domain/quota.ts'
import { keptWords } from '../../shared/domain/sender.ts'
import { authoritiesIn } from '../mail/tls.ts'
import type { AccountRow } from '../store/accounts.ts'
import { authorityShown } from './accounts-authority.ts'
import { isSandbox } from './accounts-usage.ts'
import { iso, isoOrNull } from './context.ts'

/** An account as every door shows it; never a secret. */
export const shown = (row: AccountRow) => ({
  public_id: row.publicId,
  type: row.kind,
  seat: row.seat,
  name: row.label ?? row.address,
  from_email: row.address,
  from_name: row.name,
  reply_to_email: row.replyTo,
  signature: row.signature,
  signature_html: row.signatureHtml,
  aliases: row.aliases.map(({ publicId, address, name }) => ({ public_id: publicId, email: address, name })),
  zone: row.zone,
  smtp_host: row.smtp?.host ?? null,
  smtp_port: row.smtp?.port ?? null,
  smtp_protocol: row.smtp?.protocol ?? null,
  username: row.smtp?.user ?? null,
  has_smtp_password: row.hasSecret,
  imap_host: row.imap?.host ?? null,
  imap_port: row.imap?.port ?? null,
  imap_protocol: row.imap?.protocol ?? null,
  imap_username: row.imap?.user ?? null,
  imap_sent_folder: row.imap?.sentFolder ?? null,
  imap_folders: row.imap?.folders ?? [],
  sent_copies: row.imap?.sentCopies ?? ('auto' as const),
  has_imap_password: row.hasImapSecret,
  ca_certificates: row.smtp?.ca === undefined ? [] : authoritiesIn(row.smtp.ca).map(authorityShown),
  signed_in: row.signedIn && {
    provider: row.signedIn.provider,
    scopes: row.signedIn.scopes,
    at: iso(row.signedIn.at),
  },
  tracking_domain: row.trackingDomain,
  quotas: row.limits.map(writeLimit),
  ramp_up: row.ramp && { start: row.ramp.start, step: row.ramp.step },
  per_utc_day: row.perUtcDay,
  min_gap_seconds: row.minGap / 1000,
  percentage: row.weight,
  group: row.group,
  status: row.keptBy !== null && row.state === 'active' ? ('inactive' as const) : row.state,
  status_reason: row.keptBy === null ? row.stateReason : keptWords(row.address, row.keptBy),
  resume_at: isoOrNull(row.resumeAt),
  paused: row.paused,
  hosts: row.hosts,
  sandbox: isSandbox(row),
  version: row.version,
  created_at: iso(row.createdAt),
})
