import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Meter } from '../../parts/meter.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { State } from '../../parts/state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { count, moment } from '../../words/format.ts'
import { mailboxes as words } from '../../words/mailboxes.ts'
import type { Box, Seat } from './accounts.ts'
import { useActs } from './acts.ts'
import { ConnectionForm } from './connection-dialog.tsx'
import { LimitsForm } from './limits-dialog.tsx'
import { TestWords } from './test-words.tsx'
import { Trouble } from './trouble.tsx'

const { acts } = words

function Identity({ box: { account, place }, owner }: { box: Box; owner: string | null }) {
  const { protocol } = account
  const server =
    account.host && account.port && protocol
      ? words.server(words.kind[account.kind], account.host, account.port, words.protocol[protocol])
      : words.kind[account.kind]
  return (
    <div className="mb-box-id">
      <Who name={account.address} lane={laneOf(place)} large />
      <div className="grow">
        <h3 className="clip" title={account.address}>
          {account.address}
        </h3>
        <p className="small dim clip">
          {owner ? `${words.of(owner)} · ` : ''}
          {server}
        </p>
        <p className="mb-box-state">
          <State is={account.state === 'active' && account.paused ? 'paused' : account.state} />
        </p>
      </div>
    </div>
  )
}

/** How full its limits are. */
export function Meters({ box: { account, usage, place } }: { box: Box }) {
  const still = account.state !== 'active' || account.paused
  return (
    <div className={`mb-box-meters ${still ? 'still' : ''}`}>
      {usage?.windows.map(({ unit, used, limit }) => (
        <Meter key={`${unit} ${limit}`} label={words.window(unit)} used={used} limit={limit} lane={laneOf(place)} />
      ))}
    </div>
  )
}

function Facts({ box: { account, usage } }: { box: Box }) {
  const zone = useZone()
  const now = useNow()
  const { facts } = words
  const password = account.user === null ? facts.unneeded : account.has_smtp_password ? facts.kept : facts.missing
  return (
    <dl className="mb-box-facts">
      <div>
        <dt>{facts.next}</dt>
        <dd>{usage?.next ? moment(usage.next, zone, now) : facts.nothing}</dd>
      </div>
      <div>
        <dt>{usage && usage.waiting > 0 ? facts.waiting : facts.planned}</dt>
        <dd>{count(usage?.planned ?? 0)}</dd>
      </div>
      <div>
        <dt>{facts.password}</dt>
        <dd>{password}</dd>
      </div>
    </dl>
  )
}

type Dialog = 'limits' | 'connection' | null

function Dialogs({ box, seats, open, onClose }: { box: Box; seats: Seat[]; open: Dialog; onClose: () => void }) {
  const { account } = box
  return (
    <>
      <Modal opened={open === 'limits'} onClose={onClose} title={words.limits.title(account.address)} size={520}>
        <LimitsForm account={account} onDone={onClose} />
      </Modal>
      <Modal opened={open === 'connection'} onClose={onClose} title={words.edit.title(account.address)} size={560}>
        <ConnectionForm account={account} seats={seats} onDone={onClose} />
      </Modal>
    </>
  )
}

/** One mailbox: who it is, how full it is, what it has to do, and what it needs. */
export function MailboxRow({ box, seats, owner }: { box: Box; seats: Seat[]; owner: string | null }) {
  const { account } = box
  const [open, setOpen] = useState<Dialog>(null)
  const test = useMutation(api.accounts.test.mutationOptions())
  const act = useActs(box)
  const zone = useZone()
  const now = useNow()
  const runs = account.state === 'active'
  return (
    <article className="mb-box" aria-label={account.address}>
      <Identity box={box} owner={owner} />
      <Meters box={box} />
      <Facts box={box} />
      <div className="mb-box-acts">
        <Button
          size="xs"
          variant="default"
          loading={test.isPending}
          onClick={() => test.mutate({ public_id: account.public_id })}
        >
          {acts.test}
        </Button>
        <Button size="xs" variant="default" onClick={() => setOpen('limits')}>
          {acts.limits}
        </Button>
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={acts.more(account.address)}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpen('connection')}>{acts.edit}</Menu.Item>
            {runs && <Menu.Item onClick={act.pause}>{account.paused ? acts.resume : acts.pause}</Menu.Item>}
            {!runs && <Menu.Item onClick={act.activate}>{acts.activate}</Menu.Item>}
            {account.state !== 'inactive' && (
              <Menu.Item className="danger" onClick={() => void act.deactivate()}>
                {acts.deactivate}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      <div className="mb-box-notes">
        <Trouble
          box={box}
          zone={zone}
          now={now}
          onPassword={() => setOpen('connection')}
          onActivate={act.activate}
          isBusy={act.isBusy}
        />
        {act.error && <Notice tone="bad">{wordsOf(act.error)}</Notice>}
        {test.error && <Notice tone="bad">{wordsOf(test.error)}</Notice>}
        {test.data && <TestWords result={test.data} onClose={test.reset} />}
      </div>
      <Dialogs box={box} seats={seats} open={open} onClose={() => setOpen(null)} />
    </article>
  )
}
