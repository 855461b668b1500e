import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { settings } from '../../words/settings.ts'
import { shell } from '../../words/shell.ts'

const words = settings.seats
export type Seat = Awaited<ReturnType<typeof client.seats.list>>[number]
const roles = (['admin', 'member'] as const).map((value) => ({ value, label: words.roles[value] }))

const RoleField = ({ role, onChange }: { role: Seat['role']; onChange: (role: Seat['role']) => void }) => (
  <Select
    label={words.role}
    description={words.roleMore}
    inputWrapperOrder={['label', 'input', 'description', 'error']}
    data={roles}
    allowDeselect={false}
    value={role}
    onChange={(value) => value && onChange(value as Seat['role'])}
  />
)

const AddressField = ({ address, onChange }: { address: string; onChange: (address: string) => void }) => (
  <TextInput
    label={words.address}
    description={words.addressMore}
    inputWrapperOrder={['label', 'input', 'description', 'error']}
    required
    withAsterisk={false}
    inputMode="email"
    spellCheck={false}
    value={address}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
)

/** Adds a seat (null), or changes one. In a team an address is who somebody is, and never changes. */
export function SeatForm({ seat, onDone }: { seat: Seat | null; onDone: () => void }) {
  const [name, setName] = useState(seat?.name ?? '')
  const [address, setAddress] = useState(seat?.address ?? '')
  const isAlone = useQuery(api.devices.list.queryOptions()).data?.standing === 'alone'
  const [role, setRole] = useState<Seat['role']>(seat?.role ?? 'member')
  const [delegates, setDelegates] = useState(seat?.delegates ?? false)
  const save = useMutation({
    mutationFn: () =>
      seat
        ? client.seats.update({
            public_id: seat.public_id,
            version: seat.version,
            name,
            role,
            delegates,
            ...(isAlone ? { address } : {}),
          })
        : client.seats.add({ name, address, role, delegates }),
    onSuccess: (saved) => {
      say({ title: seat ? words.changed(saved.name) : words.added(saved.name) })
      onDone()
    },
  })
  return (
    <form
      className="st-setting-fields"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {(!seat || isAlone) && <AddressField address={address} onChange={setAddress} />}
      <RoleField role={role} onChange={setRole} />
      <Checkbox
        label={words.delegates}
        description={words.delegatesMore}
        checked={delegates}
        onChange={({ currentTarget }) => setDelegates(currentTarget.checked)}
      />
      {save.error && <Notice tone="bad">{wordsOf(save.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {seat ? words.editVerb : words.addVerb}
        </Button>
      </DialogFoot>
    </form>
  )
}
