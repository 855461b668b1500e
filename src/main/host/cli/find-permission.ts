import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'

export type PermissionRow = Awaited<ReturnType<Client['delegations']['list']>>['rows'][number]

/** The permission that is meant: by its id, or one in those states by the other side's address. Throws `not_found`. */
export async function findPermission(
  client: Client,
  name: string,
  states: readonly PermissionRow['state'][] = ['pending', 'active'],
): Promise<PermissionRow> {
  const { rows } = await client.delegations.list({ limit: 500 })
  const like = name.toLowerCase()
  const found = rows.filter(({ state, owner, delegate, public_id, side }) => {
    if (public_id === name) return true
    const other = side === 'owner' ? delegate : owner
    return states.includes(state) && other.address.toLowerCase() === like
  })
  const [only, second] = found
  if (only && second === undefined) return only
  const ids = found.map((row) => `${row.public_id} (${row.origin}, ${row.state})`).join(', ')
  if (only) throw new Refusal('conflict', `"${name}" means several: name one by its id. ${ids}`)
  throw new Refusal('not_found', `There is no open permission "${name}". See cadenza delegation list.`)
}
