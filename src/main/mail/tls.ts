/**
 * Whom a mail server's certificate may be vouched for by. Certificates are always checked, and so is the name in them: a
 * company's own authority is added to the system's for its own servers, and there is no way to switch checking off.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'

/** A certificate as people compare it. */
export interface Authority {
  /** Its name, else whatever it is called. */
  subject: string
  /** ms since the epoch */
  expires: number
  /** SHA-256 of the certificate, in pairs. */
  fingerprint: string
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g
/** More than any company has: a whole system's list of authorities is no mail server's own. */
const most = 20

const nameOf = (certificate: X509Certificate): string =>
  /^(?:CN)=(.*)$/m.exec(certificate.subject)?.[1] ?? certificate.subject.split('\n').join(', ')

const authorityOf = (certificate: X509Certificate): Authority => ({
  subject: nameOf(certificate),
  expires: certificate.validToDate.getTime(),
  fingerprint: certificate.fingerprint256,
})

/** What a PEM text that was checked holds. */
export const authoritiesIn = (pem: string): Authority[] =>
  (pem.match(block) ?? []).map((text) => authorityOf(new X509Certificate(text)))

/**
 * Looks at a PEM file of a company's certificate authority. Gives back what it holds and the text to keep: the
 * certificates alone, without what stands around them.
 *
 * @param now ms since the epoch
 * @returns a sentence where it can't serve
 */
export function readAuthorities(text: string, now: number): { pem: string; authorities: Authority[] } | string {
  if (/PRIVATE KEY/.test(text))
    return 'This file holds a private key. Only the certificate of the authority belongs here; keep the key to yourself.'
  const blocks = text.match(block) ?? []
  if (blocks.length === 0)
    return 'There is no certificate in this file. It is a text that begins with -----BEGIN CERTIFICATE-----.'
  if (blocks.length > most) return `There are ${blocks.length} certificates in this file; at most ${most} are taken.`
  const certificates: X509Certificate[] = []
  for (const [i, each] of blocks.entries())
    try {
      certificates.push(new X509Certificate(each))
    } catch {
      return `Certificate ${i + 1} in this file can't be read.`
    }
  const roots = certificates.filter((each) => each.checkIssued(each))
  const [first] = certificates
  if (roots.length === 0 && first)
    return `${nameOf(first)} was issued by somebody else. The certificate of that authority itself is needed.`
  const good = roots.filter((each) => each.validToDate.getTime() > now)
  if (good.length === 0 && roots[0])
    return `${nameOf(roots[0])} is past its date: it ended on ${roots[0].validToDate.toISOString().slice(0, 10)}.`
  return { pem: `${blocks.join('\n')}\n`, authorities: certificates.map(authorityOf) }
}

const contexts = new Map<string, SecureContext>()

/** Reading the system's authorities takes longer than shaking hands: once for each text. */
function contextOf(pem: string): SecureContext {
  const key = createHash('sha256').update(pem).digest('hex')
  let context = contexts.get(key)
  if (!context) {
    context = createSecureContext({ ca: [...getCACertificates('default'), pem], minVersion: 'TLSv1.2' })
    contexts.set(key, context)
  }
  return context
}

/** @param ca PEM of authorities to trust beside the system's */
export const tlsOptions = (ca: string | undefined) => ({
  rejectUnauthorized: true,
  minVersion: 'TLSv1.2' as const,
  ...(ca === undefined ? {} : { secureContext: contextOf(ca) }),
})
