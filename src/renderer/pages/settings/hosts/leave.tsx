import { Button, Radio } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { saveBytes } from '../../../api/save-bytes.ts'
import { Command } from '../../../parts/command.tsx'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { DialogForm } from '../../../parts/dialog-form.tsx'
import { moment } from '../../../words/format.ts'
import { hosts } from '../../../words/hosts.ts'
import type { Machine, Queue, Served } from './types.ts'

const words = hosts.leave

/** As a shell takes it on any system. */
const take = (file: string): string => `cadenza sender take "${file}"`
const run = (name: string, { address }: Queue): string => `cadenza sender run --name "${name}" --queue "${address}"`

interface SavedProps {
  name: string
  machine: Machine | undefined
  queue: Queue | null
  onDone: () => void
}

/** What is to be done there. One that has sent already runs. */
function Saved({ name, machine, queue, onDone }: SavedProps) {
  return (
    <div className="ask-form">
      <div role="status" className="st-hosts-hint">
        <p className="st-hosts-saved strong">
          <IconCheck size={18} stroke={1.8} aria-hidden />
          {words.saved(name)}
        </p>
        <p>{words.bring}</p>
        <Command>{take(name)}</Command>
        {machine && queue && machine.sent === 0 && (
          <>
            <p>{words.run}</p>
            <Command>{run(machine.name, queue)}</Command>
            {queue.has_password && <p className="small dim">{words.password}</p>}
          </>
        )}
        <p>{words.last}</p>
      </div>
      <DialogFoot>
        <Button onClick={onDone} data-autofocus>
          {words.done}
        </Button>
      </DialogFoot>
    </div>
  )
}

interface LeaveProps {
  account: Served
  machines: readonly Machine[]
  queue: Queue | null
  onDone: () => void
}

/** Gives one host leave to send from an account: a file that only that host can open. */
export function Leave({ account, machines, queue, onDone }: LeaveProps) {
  const zone = useZone()
  const now = useNow(60_000)
  const without = machines.find(({ public_id }) => !account.hosts.includes(public_id))
  const [to, setTo] = useState((without ?? machines[0])?.public_id ?? '')
  const give = useMutation({
    async mutationFn() {
      const { file_name, sealed } = await client.sender_hosts.grant({ public_id: to, account: account.public_id })
      return (await saveBytes(file_name, 'grant', sealed)) ? file_name : null
    },
  })
  const before = ({ accounts }: Machine) => accounts.find(({ public_id }) => public_id === account.public_id)?.given
  const machine = machines.find(({ public_id }) => public_id === to)
  if (give.data) return <Saved name={give.data} {...{ machine, queue, onDone }} />
  return (
    <DialogForm verb={words.verb} doing={give} isOff={to === ''} onSubmit={() => give.mutate()} onCancel={onDone}>
      <p>{words.lead}</p>
      <Radio.Group label={words.to} value={to} onChange={setTo}>
        <div className="st-setting-choices">
          {machines.map((machine) => {
            const given = before(machine)
            return (
              <Radio
                key={machine.public_id}
                value={machine.public_id}
                label={machine.name}
                {...(given ? { description: words.again(moment(given, zone, now)) } : {})}
              />
            )
          })}
        </div>
      </Radio.Group>
      <p className="dim">{words.stays}</p>
    </DialogForm>
  )
}
