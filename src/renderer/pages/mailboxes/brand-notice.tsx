import { useQuery } from '@tanstack/react-query'
import { checkAddress, domainOf } from '../../../shared/domain/address.ts'
import { api } from '../../api/client.ts'
import { Notice } from '../../parts/notice.tsx'
import { branded as words } from '../../words/branded.ts'

/** Said before it is made: an account of the whole team waits for its domain. Nothing while that is verified. */
export function BrandNotice({ address }: { address: string }) {
  const checked = checkAddress(address)
  const name = checked.ok ? domainOf(checked.address) : ''
  const found = useQuery(api.domains.list.queryOptions())
  const isVerified = found.data?.rows.find((row) => row.name === name)?.verified ?? false
  if (!found.data || name === '' || isVerified) return null
  return <Notice tone="info">{words.before(name)}</Notice>
}
