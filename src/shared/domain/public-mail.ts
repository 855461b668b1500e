/** Whether two addresses belong to one organisation. The list of public providers is resources/public-mail.json. */
import { domainOf } from './address.ts'

/**
 * True where both have the same domain, whatever its case, and it is no public mail provider's: there, sharing a domain
 * says nothing about two people. A subdomain is another domain.
 */
export function sameOrganisation(one: string, other: string, publicOnes: ReadonlySet<string>): boolean {
  const domain = domainOf(one)
  return domain !== '' && domain === domainOf(other) && !publicOnes.has(domain)
}
