import { NumberInput, Select, TextInput } from '@mantine/core'
import { mailboxes } from '../../words/mailboxes.ts'
import { type Place, type Protocol, withProtocol } from './server.ts'

const words = mailboxes.edit

/** Where a server is: its name, how it is protected, its port. `ports` are the usual ones, the best way first. */
export function ServerPlace<P extends Place>({
  place,
  ports,
  onChange,
}: {
  place: P
  ports: Record<Protocol, number>
  onChange: (place: P) => void
}) {
  const protocols = Object.keys(ports).map((value) => ({ value, label: words.protocols[value as Protocol] }))
  return (
    <div className="mb-box-server">
      <TextInput
        label={words.host}
        required
        withAsterisk={false}
        autoComplete="off"
        spellCheck={false}
        value={place.host}
        onChange={({ currentTarget }) => onChange({ ...place, host: currentTarget.value })}
      />
      <Select
        label={words.protocol}
        data={protocols}
        allowDeselect={false}
        value={place.protocol}
        onChange={(value) => value && onChange(withProtocol(place, value as Protocol, ports))}
      />
      <NumberInput
        label={words.port}
        required
        withAsterisk={false}
        min={1}
        max={65_535}
        allowDecimal={false}
        thousandSeparator=""
        value={place.port}
        onChange={(value) => onChange({ ...place, port: typeof value === 'number' ? value : 0 })}
      />
    </div>
  )
}
