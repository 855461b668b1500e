import { Select } from '@mantine/core'
import { Notice } from '../../parts/notice.tsx'
import { wizard } from '../../words/wizard.ts'
import type { StepProps } from './step-props.ts'
import type { Previewed } from './use-preview.ts'

const words = wizard.senders

/** A delivery group: its active accounts share the contacts, and stand in for each other. */
export function DeliveryGroup({ options, store, preview }: StepProps & { preview: Previewed }) {
  const chosen = options.groups.find(({ public_id }) => public_id === store.draft.group)
  const contacts = new Map(preview.planned?.calendar.senders.map((s) => [s.address, s.contacts]))
  const why = chosen?.objection ?? chosen?.waits
  return (
    <div className="sub">
      <Select
        label={words.groupOf}
        data={options.groups.map(({ public_id, name }) => ({ value: public_id, label: name }))}
        value={store.draft.group}
        onChange={(group) => store.set({ group })}
        allowDeselect={false}
        comboboxProps={{ transitionProps: { duration: 120 } }}
      />
      {why && (
        <div className="under">
          <Notice tone={chosen?.objection ? 'bad' : 'warn'}>{why}</Notice>
        </div>
      )}
      {chosen?.senders.map((address) => (
        <div key={address} className="snd">
          <span className="grow a">{address}</span>
          <span className="pct">{contacts.has(address) && wizard.count(contacts.get(address) ?? 0)}</span>
        </div>
      ))}
      <p className="fine dim under">{words.groupMore}</p>
    </div>
  )
}
