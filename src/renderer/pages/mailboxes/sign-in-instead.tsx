import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type ProviderName, providerOfAddress, providerOfHost, providers } from '../../../shared/domain/providers.ts'
import { api, client } from '../../api/client.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { say } from '../../parts/say.tsx'
import { connect as words } from '../../words/connect.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { type Account, comesBack } from './accounts.ts'
import { Asked, SignInState } from './sign-in.tsx'
import { TestWords } from './test-words.tsx'
import { useSignIn } from './use-sign-in.ts'

function SignInForm({ account, provider, onDone }: { account: Account; provider: ProviderName; onDone: () => void }) {
  const me = useSignIn(() => {
    say({ title: words.done(account.from_email) })
    onDone()
  })
  const name = words.names[provider]
  return (
    <div className="mb-box-form">
      <p>
        {words.lead(name, account.from_email)} {words.instead.signInMore}
      </p>
      <Asked provider={name} scopes={providers[provider].scopes} />
      <SignInState me={me} provider={name} wish={{ account: account.public_id, provider }} again={false} />
    </div>
  )
}

/** A password made for Gmail alone takes the place of the sign-in; it is tested before anything is changed. */
function PasswordForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const [password, setPassword] = useState('')
  const { public_id, version, from_email } = account
  const probe = useMutation(api.accounts.probe.mutationOptions())
  const save = useMutation({
    mutationFn: async () => {
      const { smtp_host, smtp_port, smtp_protocol, username } = account
      if (!smtp_host || !smtp_port || !smtp_protocol) return
      const server = { smtp_host, smtp_port, smtp_protocol, username: username ?? from_email }
      if (!(await probe.mutateAsync({ ...server, password })).ok) return
      const saved = await client.accounts.update({ public_id, version, password })
      if (comesBack(saved.status)) await client.accounts.activate({ public_id })
      say({ title: mailboxes.did.saved(from_email) })
      onDone()
    },
  })
  return (
    <DialogForm
      verb={mailboxes.edit.save}
      doing={save}
      isOff={password === ''}
      onSubmit={() => save.mutate()}
      onCancel={onDone}
    >
      <p>{words.instead.passwordMore}</p>
      <p className="row">
        {words.app.links.map(([name, address]) => (
          <a key={address} href={address} target="_blank" rel="noreferrer" className="link">
            {name}
          </a>
        ))}
      </p>
      <PasswordInput
        label={words.app.password}
        description={mailboxes.edit.passwordSafe}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        data-autofocus
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value.replace(/\s/g, ''))}
      />
      {probe.data && !probe.data.ok && <TestWords result={probe.data} />}
    </DialogForm>
  )
}

/** The other way in, where there is one: a sign-in in place of the password, or a password in place of the sign-in. */
export function OtherWay({ account }: { account: Account }) {
  const [open, setOpen] = useState(false)
  const clients = useQuery(api.sign_in.clients.queryOptions())
  const close = () => setOpen(false)
  const { instead } = words
  const known = providerOfAddress(account.from_email) ?? providerOfHost(account.smtp_host ?? '')
  const isReady = clients.data?.some(({ provider, client_id }) => provider === known && client_id !== null)
  if (account.signed_in && !providers[account.signed_in.provider].appPasswords) return null
  if (!account.signed_in && !(known && isReady)) return null
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {account.signed_in ? instead.password : instead.signIn(words.names[known ?? 'google'])}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        size={480}
        title={(account.signed_in ? instead.passwordTitle : instead.signInTitle)(account.from_email)}
      >
        {open && account.signed_in && <PasswordForm account={account} onDone={close} />}
        {open && !account.signed_in && known && <SignInForm account={account} provider={known} onDone={close} />}
      </Modal>
    </>
  )
}
