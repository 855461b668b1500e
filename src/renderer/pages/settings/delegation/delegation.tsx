import { Button, Modal } from '@mantine/core'
import { IconMailOpened } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { RowsOnTheWay } from '../../../parts/blank.tsx'
import { useLasting } from '../../../parts/lasting.ts'
import { Failed, Notice } from '../../../parts/notice.tsx'
import { laneOf, placeIn } from '../../../parts/who.tsx'
import { delegation as words } from '../../../words/delegation.ts'
import { settings } from '../../../words/settings.ts'
import { Alone } from '../alone.tsx'
import { Section } from '../section.tsx'
import { Decline, useAnswers } from './answers.tsx'
import { Emails } from './emails.tsx'
import { HandOver } from './hand-over.tsx'
import { PersonForm } from './person-form.tsx'
import { Received } from './received.tsx'
import { Revoke } from './revoke.tsx'
import { type Deed, PermissionRow } from './row.tsx'
import { newest, otherOf, type Permission, type Standing } from './types.ts'
import '../delegation.css'

type Shown = 'decline' | 'revoke' | 'letter' | 'emails'
interface Open {
  how: Shown
  one: Permission
}

function titleOf({ how, one }: Open): string {
  const { name } = otherOf(one)
  if (how === 'decline') return (one.origin === 'grant' ? words.decline.titleGrant : words.decline.title)(name)
  if (how === 'letter') return words.letter.title(name)
  if (how === 'revoke') return one.side === 'delegate' ? words.revoke.titleOwn(name) : words.revoke.title(name)
  const { emails } = words
  if (one.side === 'admin') return emails.titleBetween(one.delegate.name, one.owner.name)
  return one.side === 'owner' ? emails.titleOwner(name) : emails.titleDelegate(name)
}

function Dialogs({ open, onDone }: { open: Open | null; onDone: () => void }) {
  const shown = useLasting(open)
  const isWide = shown?.how === 'emails'
  return (
    <Modal opened={open !== null} onClose={onDone} title={shown && titleOf(shown)} size={isWide ? 900 : 520}>
      {shown?.how === 'decline' && <Decline one={shown.one} onDone={onDone} />}
      {shown?.how === 'revoke' && <Revoke one={shown.one} onDone={onDone} />}
      {shown?.how === 'letter' && <HandOver id={shown.one.public_id} onDone={onDone} />}
      {shown?.how === 'emails' && <Emails one={shown.one} />}
    </Modal>
  )
}

function Rows({
  title,
  rows,
  none,
  onDeed,
}: {
  title: string
  rows: readonly Permission[]
  none?: string
  onDeed: (deed: Deed, one: Permission) => void
}) {
  const accounts = useQuery(api.accounts.list.queryOptions()).data
  const lane = (one: Permission) => {
    const account = accounts?.find(({ seat }) => seat === otherOf(one).address)
    return one.state === 'active' && account ? laneOf(placeIn(accounts, account.public_id)) : 0
  }
  if (rows.length === 0) return none === undefined ? null : <p className="st-dele-none small faint">{none}</p>
  return (
    <ul aria-label={title} className="st-dele-rows">
      {rows.map((one) => (
        <PermissionRow key={one.public_id} one={one} lane={lane(one)} onDeed={onDeed} />
      ))}
    </ul>
  )
}

/** Everything that is asked for, at once: whom one may ask, and every permission one has a part in. */
function useDelegations() {
  const me = useQuery(api.seats.list.queryOptions())
  const standing = useQuery(api.delegations.standing.queryOptions())
  const isAdmin = me.data?.[0]?.role === 'admin'
  const list = useQuery(
    api.delegations.list.queryOptions({
      input: { limit: 500, ...(isAdmin ? { all: true } : {}) },
      enabled: me.data !== undefined,
    }),
  )
  return {
    own: me.data?.[0]?.address,
    standing: standing.data,
    rows: list.data && newest(list.data.rows),
    error: me.error ?? standing.error ?? list.error,
    again: () => Promise.all([me.refetch(), standing.refetch(), list.refetch()]),
  }
}

function useDeeds(setOpen: (open: Open | null) => void, again: (one: Permission) => void) {
  const answers = useAnswers()
  return (deed: Deed, one: Permission) => {
    if (deed === 'accept') return void answers.accept(one)
    if (deed === 'cancel') return void answers.cancel(one)
    if (deed === 'again') return again(one)
    setOpen({ how: deed, one })
  }
}

interface ColumnsProps {
  own: string | undefined
  standing: Standing
  rows: readonly Permission[]
}

/** What is counted in it goes on while a dialog shows it. */
const isSame =
  ({ public_id }: Permission) =>
  (one: Permission) =>
    one.public_id === public_id

/** Left: for whom one sends. Right: who sends for oneself. */
function Columns({ own, standing, rows }: ColumnsProps) {
  const [open, setOpen] = useState<Open | null>(null)
  const [begun, setBegun] = useState({ ask: '', give: '' })
  const onLetter = (one: Permission) => setOpen({ how: 'letter', one })
  const onDeed = useDeeds(setOpen, (one) => {
    const side = one.side === 'owner' ? 'give' : 'ask'
    setBegun((now) => ({ ...now, [side]: otherOf(one).address }))
  })
  const of = (side: Permission['side']) => rows.filter((one) => one.side === side)
  const isOpen = ({ state }: Permission) => state === 'pending' || state === 'active'
  const column = (side: 'ask' | 'give', stands: 'delegate' | 'owner') => (
    <section aria-label={words[side].title}>
      <div>
        <h3>{words[side].title}</h3>
        <p className="dim">{words[side].more}</p>
      </div>
      <PersonForm
        key={begun[side]}
        side={side}
        standing={standing}
        begin={begun[side]}
        open={of(stands).filter(isOpen)}
        own={own}
        onLetter={onLetter}
      />
      <Rows title={words[side].title} rows={of(stands)} none={words[side].none} onDeed={onDeed} />
      {side === 'give' && of('owner').some(({ state }) => state === 'active') && (
        <p className="st-dele-foot small dim">{words.revoking}</p>
      )}
    </section>
  )
  return (
    <>
      <div className="st-dele">
        {column('ask', 'delegate')}
        {column('give', 'owner')}
      </div>
      {of('admin').length > 0 && (
        <section className="st-dele-others" aria-label={words.others.title}>
          <h3>{words.others.title}</h3>
          <p className="dim">{words.others.more}</p>
          <Rows title={words.others.title} rows={of('admin')} onDeed={onDeed} />
        </section>
      )}
      <Dialogs open={open && { ...open, one: rows.find(isSame(open.one)) ?? open.one }} onDone={() => setOpen(null)} />
    </>
  )
}

/** Permission to send for each other: asked for on the left, given on the right. */
export function Delegation() {
  const { own, standing, rows, error, again } = useDelegations()
  const isAlone = standing?.people.length === 0 && rows?.length === 0
  return (
    <Section
      title={settings.sections.delegation}
      lead={words.lead}
      action={
        !isAlone && (
          <Button
            variant="default"
            leftSection={<IconMailOpened size={16} stroke={1.7} aria-hidden />}
            renderRoot={(props) => <Link to="/letter" {...props} />}
          >
            {words.open}
          </Button>
        )
      }
    >
      {error && <Failed what={words.failed} error={error} onAgain={again} />}
      {!error && !(standing && rows) && <RowsOnTheWay rows={4} height={92} />}
      {(rows || error) && <Received rows={rows ?? []} />}
      {isAlone && <Alone title={words.alone}>{words.aloneMore}</Alone>}
      {standing && rows && !isAlone && (
        <>
          {standing.hindrance !== null && <Notice tone="warn">{standing.hindrance}</Notice>}
          <Columns own={own} standing={standing} rows={rows} />
        </>
      )}
    </Section>
  )
}
