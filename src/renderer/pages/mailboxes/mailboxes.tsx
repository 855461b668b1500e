import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core'
import { IconDots, IconPlus } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { client } from '../../api/client.ts'
import { saveCsv } from '../../api/save-csv.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { say } from '../../parts/say.tsx'
import { accountCsv as files } from '../../words/account-csv.ts'
import { count } from '../../words/format.ts'
import { mailboxes as words } from '../../words/mailboxes.ts'
import { team } from '../../words/team.ts'
import type { Box, Seat } from './accounts.ts'
import { CsvDialog } from './csv-dialog.tsx'
import { ManagedRow } from './managed.tsx'
import { MailboxRow } from './row.tsx'
import { mailboxesSearch } from './search.ts'
import { seenBy, Team } from './team.tsx'
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
  const foreign = boxes.filter(({ account }) => account.seat !== null && account.seat !== me)
  const delegated = foreign.filter(({ account }) => account.whose === 'delegated')
  const others = foreign.filter(({ account }) => account.whose !== 'delegated')
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
      {delegated.length > 0 && (
        <Section title={words.sections.delegated} n={delegated.length}>
          {delegated.map(row(true))}
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

/** Save all mailboxes as a file, and take such a file in. */
function Files() {
  const [isOpen, setOpen] = useState(false)
  const exporting = useMutation({
    mutationFn: () => client.accounts.export(),
    onSuccess: async ({ csv, accounts }) => {
      if (await saveCsv(files.fileName, [csv])) say({ title: files.exported(accounts) })
    },
    onError: (error) => say({ title: files.exportFailed, more: wordsOf(error) }),
  })
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon size={34} aria-label={words.moreDeeds}>
            <IconDots size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen(true)}>{files.import}</Menu.Item>
          <Menu.Item onClick={() => exporting.mutate()}>{files.export}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CsvDialog opened={isOpen} onClose={() => setOpen(false)} />
    </>
  )
}

function Actions() {
  return (
    <>
      <Button variant="default" component={Link} to="/mailboxes/groups">
        {words.groups}
      </Button>
      <Files />
      <Button component={Link} to="/mailboxes/connect" leftSection={<IconPlus size={16} aria-hidden />}>
        {words.connect}
      </Button>
    </>
  )
}

/** Everything that can send, and how it is doing: as cards by whose they are, or all of them in one list. */
export function Mailboxes() {
  const search = useSearch({ from: '/frame/mailboxes' })
  const go = useNavigate({ from: '/mailboxes' })
  const { boxes, seats, error, again } = useBoxes()
  const isTeam = search.show === 'team'
  const me = seats?.[0]
  const seen = boxes && seats ? seenBy(boxes, me) : undefined
  const tabs = (
    <SegmentedControl
      aria-label={team.label}
      value={isTeam ? 'team' : 'yours'}
      data={(['yours', 'team'] as const).map((value) => ({ value, label: team.tabs[value] }))}
      onChange={(next) => void go({ search: next === 'team' ? { show: 'team' } : {} })}
    />
  )
  const lead = me?.role === 'member' ? team.leadOwn : team.lead(seen?.length ?? 0)
  return (
    <Page fill={isTeam}>
      <PageHead title={words.title} lead={isTeam ? lead : words.lead} actions={<Actions />} />
      {error && <Failed what={words.failed} error={error} onAgain={again} />}
      {isTeam && !error && (
        <Team
          boxes={seen}
          seats={seats}
          search={search}
          tabs={tabs}
          change={(next) =>
            void go({ search: (now) => mailboxesSearch({ ...now, ...next }), replace: true, resetScroll: false })
          }
        />
      )}
      {!isTeam && <div className="table-bar">{tabs}</div>}
      {!isTeam && !error && (!boxes || !seats) && <RowsOnTheWay rows={3} height={110} />}
      {!isTeam && boxes && seats && <Boxes boxes={boxes} seats={seats} />}
    </Page>
  )
}
