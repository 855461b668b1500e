import { Checkbox, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import type { Client } from '../../../shared/contract/index.ts'
import { client } from '../../api/client.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { byWhose, headsOf, whoseOf } from '../../parts/from-menu.ts'
import { say } from '../../parts/say.tsx'
import { groups as words } from '../../words/groups.ts'
import type { Box } from './accounts.ts'

export type Group = Awaited<ReturnType<Client['groups']['list']>>[number]
const { form } = words

interface Props {
  /** Null: a new one. */
  group: Group | null
  groups: readonly Group[]
  boxes: readonly Box[]
  onDone: () => void
}

const whoseBox = ({ account }: Box) => whoseOf(account.whose)

/** The name of a group and who is in it. */
export function GroupForm({ group, groups, boxes, onDone }: Props) {
  const [name, setName] = useState(group?.name ?? '')
  const [accounts, setAccounts] = useState(group?.accounts.map(({ public_id }) => public_id) ?? [])
  const save = useMutation({
    mutationFn: () =>
      group
        ? client.groups.update({ public_id: group.public_id, version: group.version, name, accounts })
        : client.groups.create({ name, accounts }),
    onSuccess: (saved) => {
      say({ title: group ? words.did.saved(saved.name) : words.did.made(saved.name) })
      onDone()
    },
  })
  const others = byWhose(
    boxes.filter(({ account }) => account.type !== 'managed'),
    whoseBox,
  )
  const heads = headsOf(others, whoseBox)
  const elsewhere = (id: string | null) => groups.find((one) => one.public_id === id && id !== group?.public_id)
  return (
    <DialogForm
      verb={group ? form.save : form.create}
      doing={save}
      isOff={name.trim() === ''}
      onSubmit={() => save.mutate()}
      onCancel={onDone}
    >
      <TextInput
        label={form.name}
        value={name}
        maxLength={100}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group label={form.members} description={form.membersMore} value={accounts} onChange={setAccounts}>
        <div className="mb-group-choices">
          {others.map(({ account }, at) => {
            const now = elsewhere(account.group)
            return (
              <Fragment key={account.public_id}>
                {heads[at] && <p className="fine faint">{heads[at]}</p>}
                <Checkbox
                  value={account.public_id}
                  label={
                    <>
                      {account.from_email}
                      {now && <span className="faint"> · {form.now(now.name)}</span>}
                    </>
                  }
                />
              </Fragment>
            )
          })}
          {others.length === 0 && <p className="small dim">{form.none}</p>}
        </div>
      </Checkbox.Group>
    </DialogForm>
  )
}
