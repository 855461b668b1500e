/** Whether two people belong to one organisation, by their addresses. */
import file from '../../../resources/public-mail.json' with { type: 'json' }
import { sameOrganisation } from '../../shared/domain/public-mail.ts'

const publicOnes: ReadonlySet<string> = new Set(file.domains)

/** True where both have the same domain, and it is no public mail provider's. */
export const areNear = (one: string, other: string): boolean => sameOrganisation(one, other, publicOnes)
