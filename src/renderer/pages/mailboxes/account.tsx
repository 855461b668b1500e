import { Button } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { type ComponentType, useState } from 'react'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { hosts } from '../../words/hosts.ts'
import { mailbox as words } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { MayChange, type SectionProps } from './account-section.tsx'
import { type Box, stateShown } from './accounts.ts'
import { useActs } from './acts.ts'
import { AliasesSection } from './aliases-section.tsx'
import { DetailsSection } from './details-section.tsx'
import { HealthSection } from './health-section.tsx'
import { HomeSection } from './home-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { ManagedSection } from './managed-section.tsx'
import { Notes, TestButton, useTest } from './notes.tsx'
import { ReadingSection } from './reading-section.tsx'
import { RemoveSection } from './remove-section.tsx'
import { type Dialog, Dialogs } from './row.tsx'
import { SendingSection } from './sending-section.tsx'
import { useBoxes } from './use-boxes.ts'
import './mailboxes.css'
import './account.css'

/** What the page of a mailbox shows, from top to bottom; a section that has nothing to say about one shows nothing. */
const sections: readonly (readonly [key: string, section: ComponentType<SectionProps>])[] = [
  ['server', ManagedSection],
  ['sending', SendingSection],
  ['home', HomeSection],
  ['limits', LimitsSection],
  ['advanced', DetailsSection],
  ['aliases', AliasesSection],
  ['reading', ReadingSection],
  ['health', HealthSection],
  ['remove', RemoveSection],
]

/** What can be done to it at once: a test where it is sent from, the rest by whoever decides on it. */
function HeadActs({ box, act, test }: { box: Box; act: ReturnType<typeof useActs>; test: ReturnType<typeof useTest> }) {
  const { account, mayChange } = box
  const mayHold = mayChange || account.type === 'managed'
  return (
    <>
      {mayHold && <TestButton {...{ box, test }}>{mailboxes.acts.test}</TestButton>}
      {mayHold && account.status === 'active' && (
        <Button variant="default" onClick={act.pause}>
          {account.paused ? mailboxes.acts.resume : mailboxes.acts.pause}
        </Button>
      )}
      {mayHold && account.status !== 'active' && (
        <Button variant="default" loading={act.isBusy} onClick={act.activate}>
          {mailboxes.acts.activate}
        </Button>
      )}
    </>
  )
}

function Head({ box, seats }: SectionProps) {
  const { account, place, mayChange } = box
  const [open, setOpen] = useState<Dialog>(null)
  const test = useTest()
  const act = useActs(box)
  const runs = account.status === 'active'
  const isSandbox = account.sandbox && runs
  const name = account.type === 'managed' ? mailboxes.managed.name(account.sandbox) : account.name
  const owner = seats.find(({ address }) => address === account.seat)
  const onSecret = () => setOpen(account.signed_in ? 'sign_in' : 'connection')
  return (
    <>
      <PageHead
        title={
          <span className="mb-account-head">
            <Who name={account.from_email} lane={laneOf(place)} large />
            <span className="clip">{name}</span>
          </span>
        }
        lead={
          <>
            <State is={isSandbox ? 'sandbox' : stateShown(box)} />
            {!isSandbox && name !== account.from_email && ` ${account.from_email}`}
          </>
        }
        actions={<HeadActs box={box} act={act} test={test} />}
      />
      <div className="mb-account-notes">
        {!mayChange && account.type !== 'managed' && <p className="small dim">{words.theirs(owner?.name ?? null)}</p>}
        {account.hosts !== null && (
          <p className="small dim">
            {hosts.email.mailbox[account.hosts]}{' '}
            <Link to="/settings/{-$section}" params={{ section: 'sender-hosts' }}>
              {hosts.email.see}
            </Link>
          </p>
        )}
        <Notes {...{ box, act, test }} onSecret={onSecret} isOnPage />
      </div>
      <Dialogs box={box} seats={seats} open={open} onClose={() => setOpen(null)} />
    </>
  )
}

/** Everything about one mailbox. */
export function AccountPage() {
  const { id } = useParams({ from: '/frame/mailboxes/$id' })
  const { boxes, seats, error, again } = useBoxes()
  const box = boxes?.find(({ account }) => account.public_id === id)
  return (
    <Page measured>
      <nav className="mb-account-back">
        <Link to="/mailboxes">{words.back}</Link>
      </nav>
      {error && <Failed what={words.failed} error={error} onAgain={again} />}
      {!error && (!boxes || !seats) && <RowsOnTheWay rows={4} height={90} />}
      {boxes && seats && !box && <Notice tone="info">{words.gone}</Notice>}
      {box && seats && (
        <>
          <Head box={box} seats={seats} />
          <MayChange value={box.mayChange || box.account.type === 'managed'}>
            {sections.map(([key, Section]) => (
              <Section key={key} box={box} seats={seats} />
            ))}
          </MayChange>
        </>
      )}
    </Page>
  )
}
