import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { count } from '../../words/format.ts'
import { mailboxes as words } from '../../words/mailboxes.ts'
import type { Box, Seat } from './accounts.ts'
import { ManagedRow } from './managed.tsx'
import { MailboxRow } from './row.tsx'
import { useBoxes } from './use-boxes.ts'
import './mailboxes.css'

function Section({ title, n, heads, children }: { title: string; n?: number; heads?: boolean; children: ReactNode }) {
  return (
    <section className="mb-boxes" aria-label={title}>
      <div className="mb-boxes-head">
        <h2>
          {title} {n !== undefined && n > 0 && <span className="faint">{count(n)}</span>}
        </h2>
        {heads && <span>{words.used}</span>}
        {heads && <span>{words.next}</span>}
      </div>
      {children}
    </section>
  )
}

/** Whose a mailbox is decides where it stands: this computer's person first. */
function Boxes({ boxes, seats }: { boxes: Box[]; seats: Seat[] }) {
  const me = seats[0]?.address
  const own = boxes.filter(({ account }) => account.type !== 'managed' && account.seat === me)
  const team = boxes.filter(({ account }) => account.type !== 'managed' && account.seat === null)
  const others = boxes.filter(({ account }) => account.seat !== null && account.seat !== me)
  const managed = boxes.filter(({ account }) => account.type === 'managed')
  const nameOf = (address: string | null) => seats.find((seat) => seat.address === address)?.name ?? address
  const row = (owned: boolean) => (box: Box) => (
    <MailboxRow
      key={box.account.public_id}
      box={box}
      seats={seats}
      owner={owned ? (nameOf(box.account.seat) ?? null) : null}
    />
  )
  return (
    <>
      <Section title={words.sections.yours} n={own.length} heads={own.length > 0}>
        {own.length > 0 ? (
          own.map(row(false))
        ) : (
          <div className="mb-boxes-none">
            <p className="strong">{words.none}</p>
            <p className="dim">{words.noneMore}</p>
          </div>
        )}
      </Section>
      {team.length > 0 && (
        <Section title={words.sections.team} n={team.length}>
          {team.map(row(false))}
        </Section>
      )}
      {others.length > 0 && (
        <Section title={words.sections.others} n={others.length}>
          {others.map(row(true))}
        </Section>
      )}
      <Section title={words.sections.workspace}>
        {managed.map((box) => (
          <ManagedRow key={box.account.public_id} box={box} />
        ))}
      </Section>
    </>
  )
}

/** Everything that can send, and how it is doing. */
export function Mailboxes() {
  const { boxes, seats, error, again } = useBoxes()
  return (
    <Page>
      <PageHead
        title={words.title}
        lead={words.lead}
        actions={
          <>
            <Button variant="default" component={Link} to="/mailboxes/groups">
              {words.groups}
            </Button>
            <Button component={Link} to="/mailboxes/connect" leftSection={<IconPlus size={16} aria-hidden />}>
              {words.connect}
            </Button>
          </>
        }
      />
      {error && <Failed what={words.failed} error={error} onAgain={again} />}
      {!error && (!boxes || !seats) && <RowsOnTheWay rows={3} height={110} />}
      {boxes && seats && <Boxes boxes={boxes} seats={seats} />}
    </Page>
  )
}
