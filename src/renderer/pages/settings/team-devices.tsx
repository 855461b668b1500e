import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core'
import { IconDeviceLaptop, IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { DialogFoot, useAsk } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say, sayRefused } from '../../parts/say.tsx'
import { invite, devices as words } from '../../words/devices.ts'
import { moment, said } from '../../words/format.ts'
import { shell } from '../../words/shell.ts'

export type Device = Awaited<ReturnType<typeof client.devices.list>>['devices'][number]

/** What taking it out does is asked before it is told. */
function useRevoke(device: Device) {
  const ask = useAsk()
  const id = { public_id: device.public_id }
  return async () => {
    try {
      const foretold = await client.devices.consequence(id)
      const done = await ask({
        title: words.revokeTitle(device.name),
        body: (
          <div className="st-team-told">
            {foretold.words.map((line) => (
              <p key={line}>{said(line)}</p>
            ))}
          </div>
        ),
        verb: words.revokeVerb,
        danger: true,
        run: () => client.devices.revoke({ ...id, version: device.version }),
      })
      if (done) say({ title: words.revokeWas(device.name) })
    } catch (thrown) {
      sayRefused(words.revokeTitle(device.name), thrown)
    }
  }
}

function RenameForm({ device, onDone }: { device: Device; onDone: () => void }) {
  const [name, setName] = useState(device.name)
  const [error, setError] = useState<unknown>(null)
  const save = async () => {
    try {
      await client.devices.rename({ public_id: device.public_id, version: device.version, name })
      say({ title: words.renamed(name.trim()) })
      onDone()
    } catch (thrown) {
      setError(thrown)
    }
  }
  return (
    <form
      className="st-setting-fields"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextInput
        label={words.name}
        value={name}
        maxLength={100}
        data-autofocus
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" disabled={name.trim() === ''}>
          {words.renameVerb}
        </Button>
      </DialogFoot>
    </form>
  )
}

function About({ device }: { device: Device }) {
  const zone = useZone()
  const now = useNow(60_000)
  const heard = device.heard_at === null ? words.never : words.heard(moment(device.heard_at, zone, now))
  const told = [
    ...(device.this ? [words.this] : []),
    ...(device.home_of.length > 0 ? [words.homes(device.home_of.length)] : []),
    ...(device.state === 'revoked' ? [words.revoked] : device.this ? [] : [heard]),
  ]
  return <span className="small dim">{told.join(' · ')}</span>
}

interface RowProps {
  device: Device
  mayRename: boolean
  mayRevoke: boolean
}

function DeviceRow({ device, mayRename, mayRevoke }: RowProps) {
  const [isNaming, setNaming] = useState(false)
  const revoke = useRevoke(device)
  const close = () => setNaming(false)
  return (
    <li className="st-team-device" data-out={device.state === 'revoked' || undefined}>
      <IconDeviceLaptop size={16} stroke={1.6} aria-hidden />
      <div className="grow">
        <p>
          {device.name} <About device={device} />
        </p>
        {device.state === 'active' && <p className="small faint">{said(device.words.join(' '))}</p>}
      </div>
      {device.state === 'active' && mayRename && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={words.more(device.name)}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setNaming(true)}>{words.rename}</Menu.Item>
            {mayRevoke && !device.this && (
              <Menu.Item className="danger" onClick={() => void revoke()}>
                {words.revoke}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <Modal opened={isNaming} onClose={close} title={words.renameTitle(device.name)} size={420}>
        <RenameForm device={device} onDone={close} />
      </Modal>
    </li>
  )
}

/** What whoever has no computer here needs next: to be invited, which is offered, or to answer. */
function NoneYet({ seat, onInvite }: { seat: string; onInvite: () => void }) {
  const open = useQuery(api.invitations.list.queryOptions()).data?.find(
    (row) => row.seat.public_id === seat && row.state === 'open',
  )
  const zone = useZone()
  const now = useNow(60_000)
  return (
    <p className="st-team-devices small dim">
      {open ? (
        words.invitedUntil(moment(open.expires_at, zone, now))
      ) : (
        <span>
          {words.noneOf}{' '}
          <button type="button" className="link" onClick={onInvite}>
            {invite.open}
          </button>
        </span>
      )}
    </p>
  )
}

interface Of {
  seat: string
  isMine: boolean
  isAdmin: boolean
  /** Null: no computer can be invited for it from here. */
  onInvite: (() => void) | null
}

/** The computers of one seat. Members name their own; admins invite the first, and take computers out. */
export function DevicesOf({ seat, isMine, isAdmin, onInvite }: Of) {
  const rows = useQuery(api.devices.list.queryOptions()).data?.devices.filter((one) => one.seat.public_id === seat)
  if (!rows) return null
  if (rows.length === 0) return isMine || !onInvite ? null : <NoneYet seat={seat} onInvite={onInvite} />
  return (
    <ul className="st-team-devices" aria-label={words.title}>
      {rows.map((device) => (
        <DeviceRow key={device.public_id} device={device} mayRename={isMine || isAdmin} mayRevoke={isAdmin} />
      ))}
    </ul>
  )
}
