import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { useLasting } from '../../parts/lasting.ts'
import { Failed } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { State } from '../../parts/state.tsx'
import { Who } from '../../parts/who.tsx'
import { invite } from '../../words/devices.ts'
import { settings } from '../../words/settings.ts'
import { type Seat, SeatForm } from './seat-form.tsx'
import { Section } from './section.tsx'
import { DevicesOf } from './team-devices.tsx'
import { Invitations, InviteForm } from './team-invite.tsx'
import { TeamStanding } from './team-standing.tsx'
import './team.css'

const words = settings.seats

function useLock(seat: Seat) {
  const ask = useAsk()
  const id = { public_id: seat.public_id }
  return async () => {
    const isLocked = seat.state === 'locked'
    const done = await ask({
      title: isLocked ? words.editTitle(seat.name) : words.lockTitle(seat.name),
      body: isLocked ? words.roleMore : words.lockBody,
      verb: isLocked ? words.unlock : words.lockVerb,
      danger: !isLocked,
      run: () => client.seats.update({ ...id, state: isLocked ? 'active' : 'locked' }),
    })
    if (done) say({ title: isLocked ? words.unlocked(seat.name) : words.locked(seat.name) })
  }
}

interface RowProps {
  seat: Seat
  isMe: boolean
  /** Null: only admins change seats. */
  onEdit: (() => void) | null
  /** Null: no computer can be invited from here. */
  onInvite: (() => void) | null
}

function SeatRow({ seat, isMe, onEdit, onInvite }: RowProps) {
  const lock = useLock(seat)
  return (
    <li className="st-setting-seat">
      <Who name={seat.name} lane={0} large />
      <div className="grow">
        <p>
          <b className="strong">{seat.name}</b> {isMe && <span className="faint">{words.you}</span>}
        </p>
        <p className="small dim clip">{seat.address}</p>
      </div>
      <span className="small dim">{words.roles[seat.role]}</span>
      <State is={seat.state} />
      {onEdit && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={words.more(seat.name)}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onEdit}>{words.edit}</Menu.Item>
            {onInvite && seat.state === 'active' && <Menu.Item onClick={onInvite}>{invite.open}</Menu.Item>}
            {!isMe && (
              <Menu.Item className={seat.state === 'locked' ? '' : 'danger'} onClick={() => void lock()}>
                {seat.state === 'locked' ? words.unlock : words.lock}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <DevicesOf
        seat={seat.public_id}
        isMine={isMe}
        isAdmin={onEdit !== null}
        onInvite={seat.state === 'active' ? onInvite : null}
      />
    </li>
  )
}

/** Who works here. The first seat is whose computer this is. */
export function Seats() {
  const found = useQuery(api.seats.list.queryOptions())
  const [open, setOpen] = useState<Seat | 'new' | null>(null)
  const close = () => setOpen(null)
  const shown = useLasting(open)
  const [invited, setInvited] = useState<Seat | null>(null)
  const asked = useLasting(invited)
  const standing = useQuery(api.devices.list.queryOptions()).data?.standing
  const isAdmin = found.data?.[0]?.role === 'admin'
  const mayInvite = isAdmin && (standing === 'alone' || standing === 'member')
  return (
    <Section
      title={settings.sections.seats}
      lead={isAdmin || !found.data ? words.leadAdmin : words.leadMember}
      action={isAdmin ? <Button onClick={() => setOpen('new')}>{words.add}</Button> : null}
    >
      {found.error && <Failed what={settings.sections.seats} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={2} height={60} />}
      <ul className="st-setting-seats">
        {found.data?.map((seat, at) => (
          <SeatRow
            key={seat.public_id}
            seat={seat}
            isMe={at === 0}
            onEdit={isAdmin ? () => setOpen(seat) : null}
            onInvite={mayInvite ? () => setInvited(seat) : null}
          />
        ))}
      </ul>
      {found.data && <TeamStanding isAdmin={isAdmin} people={found.data.length} />}
      {isAdmin && <Invitations />}
      <Modal
        opened={invited !== null}
        onClose={() => setInvited(null)}
        title={asked === null ? '' : invite.title(asked.name)}
        size={560}
      >
        {asked !== null && <InviteForm seat={asked.public_id} onDone={() => setInvited(null)} />}
      </Modal>
      <Modal
        opened={open !== null}
        onClose={close}
        title={shown === 'new' || shown === null ? words.addTitle : words.editTitle(shown.name)}
        size={460}
      >
        {shown !== null && <SeatForm seat={shown === 'new' ? null : shown} onDone={close} />}
      </Modal>
    </Section>
  )
}
