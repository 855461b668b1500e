import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'

type Group = Awaited<ReturnType<Client['groups']['list']>>[number]

/** The delivery group named by name, without case, or id. Throws `not_found`, naming those there are. */
export async function findGroup(client: Client, name: string): Promise<Group> {
  const all = await client.groups.list()
  const found = all.find((one) => one.public_id === name || one.name.toLowerCase() === name.toLowerCase())
  if (found) return found
  const names = all.map((one) => `"${one.name}"`).join(', ')
  throw new Refusal('not_found', `There is no delivery group "${name}"; there are: ${names || 'none'}.`)
}
