import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ComponentType, useState } from 'react'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { mailbox as words } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import type { SectionProps } from './account-section.tsx'
import { useActs } from './acts.ts'
import { AliasesSection } from './aliases-section.tsx'
import { DetailsSection } from './details-section.tsx'
import { HealthSection } from './health-section.tsx'
import { HomeSection } from './home-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { ManagedSection } from './managed-section.tsx'
import { ReadingSection } from './reading-section.tsx'
import { RemoveSection } from './remove-section.tsx'
import { type Dialog, Dialogs } from './row.tsx'
import { SendingSection } from './sending-section.tsx'
import { TestWords } from './test-words.tsx'
import { Trouble } from './trouble.tsx'
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

function Head({ box, seats }: SectionProps) {
  const { account, place } = box
  const [open, setOpen] = useState<Dialog>(null)
  const zone = useZone()
  const now = useNow()
  const test = useMutation(api.accounts.test.mutationOptions())
  const act = useActs(box)
  const runs = account.status === 'active'
  const isSandbox = account.sandbox && runs
  const name = account.type === 'managed' ? mailboxes.managed.name(account.sandbox) : account.name
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
            <State is={runs && account.paused ? 'paused' : isSandbox ? 'sandbox' : account.status} />
            {!isSandbox && name !== account.from_email && ` ${account.from_email}`}
          </>
        }
        actions={
          <>
            <Button
              variant="default"
              loading={test.isPending}
              onClick={() => test.mutate({ public_id: account.public_id })}
            >
              {mailboxes.acts.test}
            </Button>
            {runs ? (
              <Button variant="default" onClick={act.pause}>
                {account.paused ? mailboxes.acts.resume : mailboxes.acts.pause}
              </Button>
            ) : (
              <Button variant="default" loading={act.isBusy} onClick={act.activate}>
                {mailboxes.acts.activate}
              </Button>
            )}
          </>
        }
      />
      <div className="mb-account-notes">
        <Trouble
          box={box}
          zone={zone}
          now={now}
          onPassword={() => setOpen(account.signed_in ? 'sign_in' : 'connection')}
          onActivate={act.activate}
          onResume={act.pause}
          isBusy={act.isBusy}
        />
        {act.error && <Notice tone="bad">{wordsOf(act.error)}</Notice>}
        {test.error && <Notice tone="bad">{wordsOf(test.error)}</Notice>}
        {test.data && <TestWords result={test.data} onClose={test.reset} />}
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
          {sections.map(([key, Section]) => (
            <Section key={key} box={box} seats={seats} />
          ))}
        </>
      )}
    </Page>
  )
}
