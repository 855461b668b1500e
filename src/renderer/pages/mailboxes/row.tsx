import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useNow, useZone } from '../../api/hooks.ts'
import { Meter } from '../../parts/meter.tsx'
import { State } from '../../parts/state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { connect } from '../../words/connect.ts'
import { count } from '../../words/format.ts'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes as words } from '../../words/mailboxes.ts'
import { removal } from '../../words/removal.ts'
import { type Box, type Seat, stateShown } from './accounts.ts'
import { useActs } from './acts.ts'
import { ConnectionForm } from './connection-dialog.tsx'
import { nextWords, passwordWords } from './home-words.ts'
import { LimitsForm } from './limits-dialog.tsx'
import { Notes, TestButton, useTest } from './notes.tsx'
import { RemoveDialog } from './remove.tsx'
import { SignInAgain } from './sign-in.tsx'

const { acts } = words

function Identity({ box, owner }: { box: Box; owner: string | null }) {
  const { account, place } = box
  const { smtp_protocol: protocol } = account
  const server =
    account.smtp_host && account.smtp_port && protocol
      ? words.server(words.kind[account.type], account.smtp_host, account.smtp_port, words.protocol[protocol])
      : words.kind[account.type]
  return (
    <div className="mb-box-id">
      <Who name={account.from_email} lane={laneOf(place)} large />
      <div className="grow">
        <h3 className="clip" title={account.from_email}>
          <Link to="/mailboxes/$id" params={{ id: account.public_id }}>
            {account.from_email}
          </Link>
        </h3>
        <p className="small dim">
          {owner ? `${words.of(owner)} · ` : ''}
          {server}
        </p>
        <p className="mb-box-state">
          <State is={stateShown(box)} />
        </p>
      </div>
    </div>
  )
}

/** How full its limits are. */
export function Meters({ box: { account, usage, place } }: { box: Box }) {
  const still = account.status !== 'active' || account.paused
  return (
    <div className={`mb-box-meters ${still ? 'still' : ''}`}>
      {usage?.windows.map(({ window: unit, used, outside, allowed: limit }) => (
        <div key={`${unit} ${limit}`}>
          <Meter label={words.window(unit)} used={used - outside} other={outside} limit={limit} lane={laneOf(place)} />
          {outside > 0 && <p className="fine faint">{mailbox.outside(outside)}</p>}
        </div>
      ))}
    </div>
  )
}

function Facts({ box }: { box: Box }) {
  const { account, usage } = box
  const zone = useZone()
  const now = useNow()
  const { facts } = words
  const signed = account.signed_in && connect.names[account.signed_in.provider]
  return (
    <dl className="mb-box-facts">
      <div>
        <dt>{facts.next}</dt>
        <dd>{usage?.next ? nextWords(box, usage.next, zone, now) : facts.nothing}</dd>
      </div>
      <div>
        <dt>{usage && usage.waiting > 0 ? facts.waiting : facts.planned}</dt>
        <dd>{count(usage?.planned ?? 0)}</dd>
      </div>
      <div>
        <dt>{signed ? connect.row.signedIn : facts.password}</dt>
        <dd>{signed ? connect.row.kept(signed) : passwordWords(box)}</dd>
      </div>
    </dl>
  )
}

export type Dialog = 'limits' | 'connection' | 'remove' | 'sign_in' | null

interface DialogsProps {
  box: Box
  seats: Seat[]
  open: Dialog
  onClose: () => void
}

/** What a mailbox is changed in, one at a time. */
export function Dialogs({ box, seats, open, onClose }: DialogsProps) {
  const { account } = box
  return (
    <>
      <Modal opened={open === 'limits'} onClose={onClose} title={words.limits.title(account.from_email)} size={520}>
        <LimitsForm account={account} onDone={onClose} />
      </Modal>
      <SignInAgain account={account} opened={open === 'sign_in'} onClose={onClose} />
      <Modal opened={open === 'connection'} onClose={onClose} title={words.edit.title(account.from_email)} size={560}>
        <ConnectionForm account={account} seats={seats} onDone={onClose} />
      </Modal>
      <RemoveDialog account={account} opened={open === 'remove'} onClose={onClose} />
    </>
  )
}

interface Acting {
  box: Box
  act: ReturnType<typeof useActs>
  test: ReturnType<typeof useTest>
  onOpen: (dialog: Dialog) => void
}

/** What whoever decides on it can do; a test only where it is sent from. */
function RowActs({ box, act, test, onOpen }: Acting) {
  const { account } = box
  const runs = account.status === 'active'
  return (
    <>
      <TestButton {...{ box, test }} size="xs">
        {acts.test}
      </TestButton>
      <Button size="xs" variant="default" onClick={() => onOpen('limits')}>
        {acts.limits}
      </Button>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={acts.more(account.from_email)}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onOpen(account.signed_in ? 'sign_in' : 'connection')}>
            {account.signed_in ? connect.again : acts.edit}
          </Menu.Item>
          {runs && <Menu.Item onClick={act.pause}>{account.paused ? acts.resume : acts.pause}</Menu.Item>}
          {!runs && <Menu.Item onClick={act.activate}>{acts.activate}</Menu.Item>}
          {account.status !== 'inactive' && (
            <Menu.Item className="danger" onClick={() => void act.deactivate()}>
              {acts.deactivate}
            </Menu.Item>
          )}
          <Menu.Item className="danger" onClick={() => onOpen('remove')}>
            {removal.section.open}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

/** One mailbox: who it is, how full it is, what it has to do, and what it needs. */
export function MailboxRow({ box, seats, owner }: { box: Box; seats: Seat[]; owner: string | null }) {
  const { account, mayChange } = box
  const [open, setOpen] = useState<Dialog>(null)
  const test = useTest()
  const act = useActs(box)
  const onSecret = () => setOpen(account.signed_in ? 'sign_in' : 'connection')
  return (
    <article className="mb-box" aria-label={account.from_email}>
      <Identity box={box} owner={owner} />
      <Meters box={box} />
      <Facts box={box} />
      <div className="mb-box-acts">{mayChange && <RowActs {...{ box, act, test }} onOpen={setOpen} />}</div>
      <div className="mb-box-notes">
        <Notes {...{ box, act, test }} onSecret={onSecret} />
      </div>
      <Dialogs box={box} seats={seats} open={open} onClose={() => setOpen(null)} />
    </article>
  )
}
