/** A company's own certificate authority, for the servers of one account. */
import { Refusal } from '../../shared/domain/failure.ts'
import { type Authority, readAuthorities } from '../mail/tls.ts'
import { iso, os } from './context.ts'

export const authorityShown = ({ subject, expires, fingerprint }: Authority) => ({
  subject,
  expires_at: iso(expires),
  sha256: fingerprint,
})

/** What a file holds, before it is used for anything. */
export const read_ca = os.accounts.read_ca.handler(({ input, context: { room } }) => {
  const read = readAuthorities(input.ca_pem, room.ports.clock.now())
  if (typeof read === 'string') throw new Refusal('bad_request', read)
  return read.authorities.map(authorityShown)
})
