import { Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { mailboxes } from '../../words/mailboxes.ts'
import { Authority } from './authority.tsx'
import { isReadable, type Server, usualPort } from './server.ts'
import { ServerPlace } from './server-place.tsx'

const words = mailboxes.edit

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
      <ServerPlace place={server} ports={usualPort} onChange={onChange} />
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
