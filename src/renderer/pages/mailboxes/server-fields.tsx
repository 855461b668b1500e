import { Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { mailboxes } from '../../words/mailboxes.ts'
import { Authority } from './authority.tsx'
import { isReadable, type Protocol, type Server, withProtocol } from './server.ts'

const words = mailboxes.edit
const protocols = (['starttls', 'tls', 'none'] as const).map((value) => ({ value, label: words.protocols[value] }))

/** The fields of an SMTP server. `passwordHint` says what an empty password means here. */
export function ServerFields({
  server,
  passwordHint,
  onChange,
}: {
  server: Server
  passwordHint: string
  onChange: (server: Server) => void
}) {
  const set = (more: Partial<Server>) => onChange({ ...server, ...more })
  return (
    <>
      <div className="mb-box-server">
        <TextInput
          label={words.host}
          required
          withAsterisk={false}
          autoComplete="off"
          spellCheck={false}
          value={server.host}
          onChange={({ currentTarget }) => set({ host: currentTarget.value })}
        />
        <Select
          label={words.protocol}
          data={protocols}
          allowDeselect={false}
          value={server.protocol}
          onChange={(value) => value && onChange(withProtocol(server, value as Protocol))}
        />
        <NumberInput
          label={words.port}
          required
          withAsterisk={false}
          min={1}
          max={65_535}
          allowDecimal={false}
          thousandSeparator=""
          value={server.port}
          onChange={(value) => set({ port: typeof value === 'number' ? value : 0 })}
        />
      </div>
      <TextInput
        label={words.user}
        autoComplete="off"
        spellCheck={false}
        value={server.user}
        onChange={({ currentTarget }) => set({ user: currentTarget.value })}
      />
      <PasswordInput
        label={words.password}
        description={passwordHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        value={server.password}
        onChange={({ currentTarget }) => set({ password: currentTarget.value })}
      />
      {isReadable(server) && (
        <Checkbox
          label={words.plaintext}
          description={words.plaintextMore}
          checked={server.plaintext}
          onChange={({ currentTarget }) => set({ plaintext: currentTarget.checked })}
        />
      )}
      {server.protocol !== 'none' && <Authority server={server} onChange={onChange} />}
    </>
  )
}
