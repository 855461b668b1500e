import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { domainAwaited } from '../../../shared/domain/branded.ts'
import { api, client } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import { managed as words } from '../../words/managed.ts'
import { shell } from '../../words/shell.ts'
import { Facts } from './account-section.tsx'
import { type Managed, managedServer, type Packaged, serverText } from './managed-server.ts'
import { isComplete, type Server, serverInput } from './server.ts'
import { ServerFields } from './server-fields.tsx'
import { TestWords } from './test-words.tsx'

/** What it does to mail that is planned already, said before anything is asked for. */
function Stakes({ now: { planned, sends_through } }: { now: Managed }) {
  return (
    <Notice tone={planned.sandbox > 0 ? 'warn' : 'info'}>
      {planned.sandbox > 0 && <p>{words.ends(planned.sandbox)}</p>}
      {sends_through === 'sandbox' ? <p>{words.real}</p> : planned.people > 0 && <p>{words.stays(planned.people)}</p>}
      {sends_through !== 'sandbox' && planned.people + planned.sandbox === 0 && <p>{words.real}</p>}
    </Notice>
  )
}

function From({ email, name, set }: { email: string; name: string; set: (email: string, name: string) => void }) {
  return (
    <>
      <TextInput
        label={words.from}
        description={words.fromMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        required
        withAsterisk={false}
        inputMode="email"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={email}
        onChange={({ currentTarget }) => set(currentTarget.value, name)}
      />
      <TextInput label={words.name} value={name} onChange={({ currentTarget }) => set(email, currentTarget.value)} />
    </>
  )
}

/** The package's server is shown, not typed; only its password may be missing. */
function OfPackage({
  packaged,
  password,
  onPassword,
}: {
  packaged: Packaged
  password: string
  onPassword: (typed: string) => void
}) {
  return (
    <>
      <Facts
        facts={[
          [words.server, serverText(packaged)],
          [words.user, packaged.username ?? mailboxes.facts.unneeded],
        ]}
      />
      {packaged.username !== null && (
        <PasswordInput
          label={words.password}
          description={packaged.has_password ? words.passwordKept : words.passwordMore}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget }) => onPassword(currentTarget.value)}
        />
      )}
    </>
  )
}

/** Tests what was typed, and saves it when the test works, or when the person says so anyway. */
function useSaving(now: Managed, packaged: Packaged | null, onDone: () => void) {
  const probe = useMutation(api.accounts.probe.mutationOptions())
  const save = useMutation({
    mutationFn: (given: { from: string; name: string; server: Server }) => {
      const { from, name, server } = given
      const who = { from_email: from.trim(), from_name: name.trim() || null, version: now.version }
      const { password } = server
      return packaged
        ? client.accounts.set_managed({ ...who, packaged: true, ...(password ? { password } : {}) })
        : client.accounts.set_managed({ ...who, ...serverInput(server) })
    },
    onSuccess: (saved) => {
      const waits = domainAwaited(saved.status_reason) !== null
      say({ title: words.did(saved.smtp_host ?? ''), ...(waits ? { more: saved.status_reason ?? '' } : {}) })
      onDone()
    },
  })
  return { probe, save }
}

/** Gives the managed account a server: the package's where `packaged` is one, else one that is typed. */
export function ManagedDialog({
  now,
  packaged,
  onDone,
}: {
  now: Managed
  packaged: Packaged | null
  onDone: () => void
}) {
  const isSandbox = now.sends_through === 'sandbox'
  const [from, setFrom] = useState(packaged?.from_email ?? (isSandbox ? '' : now.from_email))
  const [name, setName] = useState(packaged?.from_name ?? now.from_name ?? '')
  const [server, setServer] = useState<Server>(managedServer(packaged ?? now))
  const { probe, save } = useSaving(now, packaged, onDone)
  const given = { from, name, server }
  const keeps = server.password === '' && (packaged ? packaged.has_password : now.has_smtp_password)
  const isReady = from.trim().length > 2 && isComplete(server)
  const submit = async () => {
    // a kept password never comes here, so that it can only be tested once it is saved
    if (keeps && server.user.trim() !== '') return save.mutate(given)
    const found = await probe.mutateAsync(serverInput(server)).catch(() => null)
    if (found?.ok) save.mutate(given)
  }
  const change = (next: Server) => {
    probe.reset()
    setServer(next)
  }
  return (
    <form
      className="ask-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) void submit()
      }}
    >
      <Stakes now={now} />
      <From
        email={from}
        name={name}
        set={(email, called) => {
          setFrom(email)
          setName(called)
        }}
      />
      {packaged ? (
        <OfPackage
          packaged={packaged}
          password={server.password}
          onPassword={(password) => change({ ...server, password })}
        />
      ) : (
        <ServerFields
          server={server}
          onChange={change}
          passwordHint={now.has_smtp_password ? mailboxes.edit.passwordKept : words.passwordMore}
        />
      )}
      {probe.data && !probe.data.ok && <TestWords result={probe.data} />}
      {(probe.error ?? save.error) && <Notice tone="bad">{wordsOf(probe.error ?? save.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        {probe.data && !probe.data.ok && (
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate(given)}>
            {words.anyway}
          </Button>
        )}
        <Button type="submit" loading={probe.isPending || save.isPending} disabled={!isReady}>
          {words.save}
        </Button>
      </DialogFoot>
    </form>
  )
}
