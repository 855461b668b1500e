import { Button, PasswordInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { shell } from '../../words/shell.ts'
import type { Account } from './accounts.ts'
import { isReadElsewhere, type Reading, readingInput, readingOf, readingPort } from './reading.ts'
import { ServerPlace } from './server-place.tsx'
import { PartWords } from './test-words.tsx'

const words = mailbox.reading
const fields = mailboxes.edit

/** Tests what was typed, and saves it when the server takes it; otherwise only when the person wants it all the same. */
function useSave(account: Account, reading: Reading, onDone: () => void) {
  const probe = useMutation(api.accounts.probe.mutationOptions())
  const save = useMutation(
    api.accounts.update.mutationOptions({
      onSuccess: () => {
        say({ title: mailboxes.did.saved(account.from_email) })
        onDone()
      },
    }),
  )
  const { smtp_host, smtp_port, smtp_protocol } = account
  const { public_id, version } = account
  const run = async (anyway: boolean) => {
    save.reset()
    if (reading.password !== '' && !anyway && smtp_host && smtp_port && smtp_protocol) {
      const server = { smtp_host, smtp_port, smtp_protocol, username: account.username }
      const found = await probe.mutateAsync({ ...server, ...readingInput(reading), ca_of: public_id }).catch(() => null)
      if (!found?.parts.imap?.ok) return
    }
    save.mutate(
      account.signed_in
        ? {
            public_id,
            version,
            imap_sent_folder: reading.folder.trim() || null,
            imap_folders: reading.folders,
            sent_copies: reading.copies,
          }
        : { public_id, version, ...readingInput(reading) },
    )
  }
  return { probe, save, run, stop: () => save.mutate({ public_id, version, imap_host: null }) }
}

interface Part {
  reading: Reading
  change: (next: Reading) => void
}

/** Which server, and as whom. */
function Server({ account, reading, change }: Part & { account: Account }) {
  const set = (more: Partial<Reading>) => change({ ...reading, ...more })
  return (
    <>
      <ServerPlace place={reading} ports={readingPort} onChange={change} />
      <TextInput
        label={fields.user}
        placeholder={account.username ?? account.from_email}
        autoComplete="off"
        spellCheck={false}
        value={reading.user}
        onChange={({ currentTarget }) => set({ user: currentTarget.value })}
      />
      <PasswordInput
        label={fields.password}
        description={isReadElsewhere(account, reading) ? words.passwordNew : words.passwordKept}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        value={reading.password}
        onChange={({ currentTarget }) => set({ password: currentTarget.value })}
      />
    </>
  )
}

/** Which folders there are for what. */
function Folders({ reading, change }: Part) {
  const set = (more: Partial<Reading>) => change({ ...reading, ...more })
  return (
    <>
      <TextInput
        label={words.folder}
        description={words.folderMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={words.itself}
        value={reading.folder}
        onChange={({ currentTarget }) => set({ folder: currentTarget.value })}
      />
      <TagsInput
        label={words.folders}
        description={words.foldersMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={reading.folders.length === 0 ? words.noFolders : ''}
        splitChars={[]}
        maxTags={20}
        clearable
        value={reading.folders}
        onChange={(folders) => set({ folders })}
      />
      <Select
        label={words.copies}
        description={words.copiesMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        data={(['auto', 'always', 'never'] as const).map((value) => ({ value, label: words.copiesBy[value] }))}
        value={reading.copies}
        onChange={(copies) => set({ copies: copies as Reading['copies'] })}
      />
    </>
  )
}

/** Where and as whom a mailbox is read. */
export function ReadingForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const [reading, setReading] = useState(() => readingOf(account))
  const { probe, save, run, stop } = useSave(account, reading, onDone)
  const tested = probe.data?.parts.imap
  const error = save.error ?? probe.error
  const isMoved = isReadElsewhere(account, reading)
  const change = (next: Reading) => {
    // what was tested is no longer what is there
    probe.reset()
    setReading(next)
  }
  return (
    <form
      className="mb-box-form"
      onSubmit={(event) => {
        event.preventDefault()
        void run(false)
      }}
    >
      {!account.signed_in && <Server {...{ account, reading, change }} />}
      <Folders {...{ reading, change }} />
      {tested && (
        <Notice tone={tested.ok ? 'info' : 'bad'}>
          <PartWords part={tested} folder={tested.folder} />
        </Notice>
      )}
      {error && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        {account.imap_host !== null && !account.signed_in && (
          <Button variant="default" data-danger onClick={stop}>
            {words.stop}
          </Button>
        )}
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        {tested && !tested.ok && (
          <Button variant="default" loading={save.isPending} onClick={() => void run(true)}>
            {fields.saveAnyway}
          </Button>
        )}
        <Button
          type="submit"
          loading={probe.isPending || save.isPending}
          disabled={reading.host.trim() === '' || (isMoved && reading.password === '' && !account.signed_in)}
        >
          {reading.password === '' ? fields.unchanged : fields.save}
        </Button>
      </DialogFoot>
    </form>
  )
}
