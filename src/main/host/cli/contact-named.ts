import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'

/** Public id of a contact by its address or id. @throws Refusal `not_found` */
export async function contactNamed(client: Client, name: string): Promise<string> {
  if (!name.includes('@')) return name
  const { rows } = await client.contacts.list({ search: name, limit: 100 })
  const found = rows.find((row) => row.address.toLowerCase() === name.toLowerCase())
  if (found) return found.public_id
  throw new Refusal('not_found', `There is no contact with the address ${name}.`)
}
