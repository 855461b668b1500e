import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { useWorkspace } from '../../api/hooks.ts'
import { useOwnCopy } from '../../api/own-copy.ts'
import { Notice } from '../../parts/notice.tsx'
import { devices as words } from '../../words/devices.ts'
import { safety } from '../../words/safety.ts'

/** How this computer stands to a team, and what leads into one. Only admins admit others; whoever is alone here joins. */
export function TeamStanding({ isAdmin, people }: { isAdmin: boolean; people: number }) {
  const standing = useQuery(api.devices.list.queryOptions()).data?.standing
  const { data: workspace } = useWorkspace()
  const isCopy = useOwnCopy() === 'team'
  if (isCopy)
    return (
      <Notice tone="info">
        <div className="st-team-told">
          <p>{safety.own.kept.team}</p>
          <Button component={Link} to="/join" variant="default" size="xs">
            {words.join}
          </Button>
        </div>
      </Notice>
    )
  if (standing === 'waiting')
    return (
      <Notice tone="info">
        <div className="st-team-told">
          <p>{words.waiting(workspace?.name ?? '')}</p>
          <p>{words.waitingMore}</p>
          <Button component={Link} to="/join" variant="default" size="xs">
            {words.answer}
          </Button>
        </div>
      </Notice>
    )
  if (standing === 'revoked') return <Notice tone="warn">{words.out}</Notice>
  if (standing === undefined || (standing === 'member' && !isAdmin)) return null
  if (standing !== 'alone')
    return (
      <div className="st-team-told">
        <p className="dim measure">{words.admitMore}</p>
        <Button component={Link} to="/admit" variant="default">
          {words.admit}
        </Button>
      </div>
    )
  return (
    <div className="st-team-told">
      <p className="dim measure">{words.alone}</p>
      {people > 1 ? (
        <p className="dim measure">
          {words.several}{' '}
          <Link className="link" to="/join">
            {words.joinCopy}
          </Link>
        </p>
      ) : (
        <>
          <p className="dim measure">{words.invited}</p>
          <Button component={Link} to="/join" variant="default">
            {words.join}
          </Button>
        </>
      )}
    </div>
  )
}
