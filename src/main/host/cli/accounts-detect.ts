import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { type Io, remark } from './io.ts'
import { tame } from './table.ts'

type Protocol = 'none' | 'starttls' | 'tls'
export interface Way {
  smtp_host: string
  smtp_port: number
  smtp_protocol: Protocol
  /** What the provider wants as user name; left out where the host was given by hand. */
  username?: string
}

/** Usual ports of mail submission: RFC 6409 (587), RFC 8314 (465), RFC 5321 (25). */
const usualPorts = { none: 25, starttls: 587, tls: 465 }

/**
 * The server as given, or as the provider and the name servers say where it was left out. A mere guess is not taken: a
 * password would be shown to whoever has that name.
 */
export async function wayOf(
  client: Client,
  email: string,
  given: { host?: string; port?: number; protocol?: Protocol },
  io: Io,
): Promise<Way> {
  if (given.host !== undefined) {
    const protocol = given.protocol ?? 'starttls'
    return { smtp_host: given.host, smtp_port: given.port ?? usualPorts[protocol], smtp_protocol: protocol }
  }
  const { from, smtp, provider, username, evidence } = await client.accounts.detect({ email })
  for (const line of evidence) remark(io, tame(line))
  if (!smtp) throw new Refusal('bad_request', `How ${email} is reached was not found out. Give --host.`)
  if (from === 'guess')
    throw new Refusal('bad_request', `That is a guess. If it is right: --host ${smtp.host} --port ${smtp.port}.`)
  if (provider?.note) remark(io, `${provider.name}: ${provider.note}${provider.help ? ` ${provider.help}` : ''}`)
  return {
    smtp_host: smtp.host,
    smtp_port: given.port ?? smtp.port,
    smtp_protocol: given.protocol ?? smtp.protocol,
    ...(username ? { username } : {}),
  }
}
