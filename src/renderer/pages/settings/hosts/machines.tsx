import { ActionIcon, Button, CopyButton, Menu, Modal } from '@mantine/core'
import { IconCheck, IconCopy, IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { Command } from '../../../parts/command.tsx'
import { useAsk } from '../../../parts/dialog.tsx'
import { say } from '../../../parts/say.tsx'
import { count, moment } from '../../../words/format.ts'
import { hosts } from '../../../words/hosts.ts'
import { MachineForm } from './machine-form.tsx'
import type { Machine } from './types.ts'

const words = hosts.machines

/** Enough of a key to compare it by eye; the whole of it is copied. */
const shortKey = (key: string): string => `${key.slice(0, 10)}…${key.slice(-4)}`

function useRemove({ public_id, name, accounts }: Machine) {
  const ask = useAsk()
  const names = accounts.map(({ address }) => address)
  return async () => {
    const done = await ask({
      title: words.removeTitle(name),
      body: (
        <>
          <p>{words.removeBody}</p>
          {names.length > 0 && <p className="st-hosts-told">{words.removePasswords(names)}</p>}
        </>
      ),
      verb: words.removeVerb,
      danger: true,
      run: () => client.sender_hosts.remove({ public_id }),
    })
    if (done) say({ title: words.didRemove(name) })
  }
}

function Key({ of: { name, key } }: { of: Machine }) {
  return (
    <div className="row st-hosts-key">
      <code title={key}>{shortKey(key)}</code>
      <CopyButton value={key} timeout={2000}>
        {({ copied, copy }) => (
          <ActionIcon variant="subtle" aria-label={copied ? words.copied : words.copyKey(name)} onClick={copy}>
            {copied ? (
              <IconCheck size={15} stroke={1.8} aria-hidden />
            ) : (
              <IconCopy size={15} stroke={1.7} aria-hidden />
            )}
          </ActionIcon>
        )}
      </CopyButton>
    </div>
  )
}

function MachineRow({ machine, mayChange }: { machine: Machine; mayChange: boolean }) {
  const zone = useZone()
  const now = useNow(60_000)
  const remove = useRemove(machine)
  const { name, added, accounts, sent, last } = machine
  const from = accounts.map(({ address }) => address)
  return (
    <tr>
      <th scope="row">
        <div className="clip">{name}</div>
        <div className="clip dim">{words.added(moment(added, zone, now))}</div>
      </th>
      <td>
        <Key of={machine} />
      </td>
      <td className="clip" title={from.join('\n')}>
        {from.length === 0 ? <span className="faint">{words.noLeave}</span> : words.from(from)}
      </td>
      <td className="num">{count(sent)}</td>
      <td>{last === null ? <span className="faint">{words.never}</span> : moment(last, zone, now)}</td>
      <td className="num">
        {mayChange && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" aria-label={words.moreOf(name)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item data-danger onClick={() => void remove()}>
                {words.remove}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </td>
    </tr>
  )
}

function MachineTable({ machines, mayChange }: { machines: readonly Machine[]; mayChange: boolean }) {
  const { columns } = words
  return (
    <table className="st-hosts-table st-hosts-machines" aria-label={words.title}>
      <thead>
        <tr>
          <th scope="col">{columns.name}</th>
          <th scope="col">{columns.key}</th>
          <th scope="col">{columns.from}</th>
          <th scope="col" className="num">
            {columns.sent}
          </th>
          <th scope="col">{columns.last}</th>
          <th scope="col">
            <span className="unseen">{columns.acts}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {machines.map((machine) => (
          <MachineRow key={machine.public_id} machine={machine} mayChange={mayChange} />
        ))}
      </tbody>
    </table>
  )
}

/** The machines that emails are sealed to. */
export function Machines({ machines, mayChange }: { machines: readonly Machine[]; mayChange: boolean }) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <section className="st-hosts-part" aria-label={words.title}>
      <header className="st-setting-head">
        <div className="grow">
          <h3>{words.title}</h3>
          <p className="dim">{words.more}</p>
        </div>
        {mayChange && (
          <Button variant={machines.length === 0 ? 'filled' : 'default'} onClick={() => setOpen(true)}>
            {words.add}
          </Button>
        )}
      </header>
      {machines.length === 0 ? (
        <div className="st-hosts-none">
          <p className="dim">
            <b className="strong">{words.none}</b> {words.noneMore}
          </p>
          <Command>{words.keyCommand}</Command>
        </div>
      ) : (
        <MachineTable machines={machines} mayChange={mayChange} />
      )}
      <Modal opened={isOpen} onClose={close} title={words.addTitle} size={520} closeOnClickOutside={false}>
        {isOpen && <MachineForm onDone={close} />}
      </Modal>
    </section>
  )
}
