import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'

type Account = Awaited<ReturnType<Client['accounts']['list']>>[number]

/** The account named by address or id. Throws `not_found`, naming those there are. */
export async function findAccount(client: Client, name: string): Promise<Account> {
  const all = await client.accounts.list()
  const asked = name.toLowerCase()
  const isNamed = ({ public_id, from_email: address }: Account) =>
    public_id === name || address.toLowerCase() === asked || senderText(address).toLowerCase() === asked
  const found = all.filter(isNamed)
  if (found.length === 1) return found[0] as Account
  const names = (found.length > 1 ? found : all)
    .map((one) => `${senderText(one.from_email)} (${one.public_id})`)
    .join(', ')
  const why =
    found.length > 1 ? `${name} names several accounts; use the id` : `There is no account "${name}"; there are`
  throw new Refusal('not_found', `${why}: ${names || 'none'}.`)
}
