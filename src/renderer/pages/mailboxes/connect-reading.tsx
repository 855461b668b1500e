import { Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { connect } from '../../words/connect.ts'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { type Reading, readingPort } from './reading.ts'
import { ServerPlace } from './server-place.tsx'
import type { Connecting } from './use-connecting.ts'

const words = connect.reading

/** Signs in as for sending, or with a name and a password of its own. */
function AsWhom({ reading, user, onChange }: { reading: Reading; user: string; onChange: (next: Reading) => void }) {
  const [isSame, setSame] = useState(reading.user === '' && reading.password === '')
  return (
    <>
      <Checkbox
        label={words.same}
        checked={isSame}
        onChange={({ currentTarget: { checked } }) => {
          setSame(checked)
          if (checked) onChange({ ...reading, user: '', password: '' })
        }}
      />
      {!isSame && (
        <div className="mb-box-limits-grid">
          <TextInput
            label={words.user}
            placeholder={user}
            autoComplete="off"
            spellCheck={false}
            value={reading.user}
            onChange={({ currentTarget }) => onChange({ ...reading, user: currentTarget.value })}
          />
          <PasswordInput
            label={words.password}
            autoComplete="new-password"
            value={reading.password}
            onChange={({ currentTarget }) => onChange({ ...reading, password: currentTarget.value })}
          />
        </div>
      )}
    </>
  )
}

/** Whether the mailbox is read too, and where. `known`: its provider's server is, so there is nothing to fill in. */
export function ReadingWish({ me, known = false }: { me: Connecting; known?: boolean }) {
  const { reading, setReading } = me
  return (
    <fieldset className="mb-reading">
      <legend className="unseen">{words.legend}</legend>
      <Checkbox
        label={words.wish}
        description={words.more}
        checked={reading !== null}
        onChange={({ currentTarget: { checked } }) => me.readIt(checked)}
      />
      {reading && !known && (
        <div className="mb-reading-fields">
          <ServerPlace place={reading} ports={readingPort} onChange={setReading} />
          <AsWhom reading={reading} user={me.server.user} onChange={setReading} />
          <TextInput
            label={mailbox.reading.folder}
            description={mailbox.reading.folderMore}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder={mailbox.reading.itself}
            value={reading.folder}
            onChange={({ currentTarget }) => setReading({ ...reading, folder: currentTarget.value })}
          />
        </div>
      )}
      {reading && known && (
        <p className="small dim">
          {words.at(`${reading.host}:${reading.port}, ${mailboxes.protocol[reading.protocol]}`)}
        </p>
      )}
    </fieldset>
  )
}
