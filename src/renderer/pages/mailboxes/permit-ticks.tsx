import { Checkbox } from '@mantine/core'
import { Notice } from '../../parts/notice.tsx'
import { connect } from '../../words/connect.ts'
import { said } from '../../words/format.ts'
import { requests } from '../../words/requests.ts'
import type { usePermits } from './use-permits.ts'

/** What a rule forbids and an admin may expressly permit: why, and the tick for it. */
export function PermitTicks({ permits, missing }: { permits: ReturnType<typeof usePermits>; missing: boolean }) {
  return permits.asked.map(({ permit, message }) => (
    <Notice key={permit} tone="warn">
      <p>{said(message)}</p>
      <Checkbox
        className="mb-permit"
        label={requests.permits[permit]}
        error={missing && !permits.given.includes(permit) ? connect.permit.missing : undefined}
        checked={permits.given.includes(permit)}
        onChange={({ currentTarget: { checked } }) => permits.give(permit, checked)}
      />
    </Notice>
  ))
}
