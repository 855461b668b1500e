import { Link, Navigate, notFound, useParams } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { Page, PageHead } from '../../parts/page.tsx'
import { settings as words } from '../../words/settings.ts'
import { About } from './about.tsx'
import { AdminsOnly, useIsMember } from './admins.tsx'
import { Appearance } from './appearance.tsx'
import { Backups } from './backups.tsx'
import { Delegation } from './delegation/delegation.tsx'
import { Exchange } from './exchange/exchange.tsx'
import { SenderHosts } from './hosts/hosts.tsx'
import { Hours } from './hours.tsx'
import { Keys } from './keys.tsx'
import { Outward } from './outward/outward.tsx'
import { PolicySection } from './policy.tsx'
import { Safety } from './safety.tsx'
import { Seats } from './seats.tsx'
import { Secrets } from './secrets.tsx'
import { SignInClients } from './sign-in.tsx'
import { Suppression } from './suppression.tsx'
import { WorkspaceSection } from './workspace.tsx'
import './settings.css'

/** By the name that stands in the address. */
const sections = {
  workspace: WorkspaceSection,
  hours: Hours,
  policy: PolicySection,
  seats: Seats,
  delegation: Delegation,
  exchange: Exchange,
  suppression: Suppression,
  'sign-in': SignInClients,
  secrets: Secrets,
  keys: Keys,
  outward: Outward,
  'sender-hosts': SenderHosts,
  backups: Backups,
  safety: Safety,
  appearance: Appearance,
  about: About,
} as const satisfies Record<string, ComponentType>
type Name = keyof typeof sections
const names = Object.keys(sections) as Name[]

/** What a member only looks at. */
const forAdmins: readonly Name[] = ['workspace', 'hours', 'policy', 'sign-in', 'keys']

/** What people call a section whose address is another word. */
const alsoCalled: Record<string, Name> = {
  team: 'seats',
  people: 'seats',
  delegations: 'delegation',
  passwords: 'secrets',
  'safe-mode': 'safety',
  limits: 'policy',
  hosts: 'sender-hosts',
  queue: 'sender-hosts',
}

/** An address of a section that isn't one leads to the one that is meant, or is said to lead nowhere. */
function Elsewhere({ section }: { section: string }) {
  const meant = alsoCalled[section]
  if (meant) return <Navigate to="/settings/{-$section}" params={{ section: meant }} replace />
  throw notFound()
}

/** What is set once and holds for everything; each section has an address of its own. */
export function Settings() {
  const { section } = useParams({ from: '/frame/settings/{-$section}' })
  const named = names.find((name) => name === section)
  const at = named ?? 'workspace'
  const Present = sections[at]
  const isMember = useIsMember()
  if (section !== undefined && !named) return <Elsewhere section={section} />
  return (
    <Page>
      <PageHead title={words.title} />
      <div className="st-settings">
        <nav className="st-settings-nav" aria-label={words.nav}>
          {names.map((name) => (
            <Link
              key={name}
              to="/settings/{-$section}"
              params={{ section: name }}
              aria-current={name === at ? 'page' : undefined}
            >
              {words.sections[name]}
            </Link>
          ))}
        </nav>
        <div className="st-settings-body">
          {isMember && forAdmins.includes(at) && <AdminsOnly />}
          <Present />
        </div>
      </div>
    </Page>
  )
}
