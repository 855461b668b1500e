import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { connect } from '../../words/connect.ts'
import { Section } from './section.tsx'

const words = connect.clients
type Client = Awaited<ReturnType<typeof client.sign_in.clients>>[number]

const secretHint = (one: Client, id: string): string => {
  if (one.provider === 'microsoft') return words.secretNone
  if (!one.has_client_secret || one.source !== 'workspace') return words.secretGoogle
  return one.client_id === id ? words.secretKept : words.secretGoes
}

function useClientForm(one: Client) {
  const own = one.source === 'workspace'
  const [id, setId] = useState(own ? (one.client_id ?? '') : '')
  const [tenant, setTenant] = useState(one.tenant ?? '')
  const [secret, setSecret] = useState('')
  const save = useMutation(
    api.sign_in.set_client.mutationOptions({
      onSuccess: () => {
        setSecret('')
        say({ title: words.saved(one.label) })
      },
    }),
  )
  const changed = id.trim() !== (own ? one.client_id : '') || secret !== '' || (own && tenant !== (one.tenant ?? ''))
  return {
    ...{ own, id, setId, tenant, setTenant, secret, setSecret, save },
    canSave: id.trim() !== '' && changed,
    submit: (event: FormEvent) => {
      event.preventDefault()
      save.mutate({
        provider: one.provider,
        client_id: id.trim(),
        ...(secret ? { client_secret: secret } : {}),
        ...(one.provider === 'microsoft' ? { tenant: tenant.trim() || null } : {}),
      })
    },
    clear: () => setId(''),
  }
}

function ClientForm({ one }: { one: Client }) {
  const me = useClientForm(one)
  const ask = useAsk()
  const remove = async () => {
    const done = await ask({
      title: words.removeTitle(one.label),
      body: words.removeBody,
      verb: words.remove,
      danger: true,
      run: () => client.sign_in.set_client({ provider: one.provider, client_id: null }),
    })
    if (!done) return
    me.clear()
    say({ title: words.removed(one.label) })
  }
  return (
    <form className="st-sign-in" aria-label={one.label} onSubmit={me.submit}>
      <h3>{one.label}</h3>
      {one.source !== 'workspace' && <p className="small dim">{one.source ? words.packaged : words.none}</p>}
      <TextInput
        label={words.id}
        autoComplete="off"
        spellCheck={false}
        value={me.id}
        onChange={({ currentTarget }) => me.setId(currentTarget.value)}
      />
      <PasswordInput
        label={words.secret}
        description={secretHint(one, me.id.trim())}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        value={me.secret}
        onChange={({ currentTarget }) => me.setSecret(currentTarget.value)}
      />
      {one.provider === 'microsoft' && (
        <TextInput
          label={words.tenant}
          description={words.tenantMore}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="off"
          spellCheck={false}
          value={me.tenant}
          onChange={({ currentTarget }) => me.setTenant(currentTarget.value)}
        />
      )}
      <p className="small dim">
        {words.redirect}: <span className="mono">{one.redirect}</span>
      </p>
      {me.save.error && <Notice tone="bad">{wordsOf(me.save.error)}</Notice>}
      <div className="row">
        <Button type="submit" variant="default" disabled={!me.canSave} loading={me.save.isPending}>
          {words.save}
        </Button>
        {me.own && (
          <Button variant="default" data-danger onClick={() => void remove()}>
            {words.remove}
          </Button>
        )}
      </div>
    </form>
  )
}

/** With what people sign in at their provider; a secret goes in and is never shown. */
export function SignInClients() {
  const found = useQuery(api.sign_in.clients.queryOptions())
  return (
    <Section title={words.title} lead={words.lead}>
      {found.error && <Failed what={words.title} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={2} />}
      <div className="st-sign-ins">
        {found.data?.map((one) => (
          <ClientForm key={one.provider} one={one} />
        ))}
      </div>
    </Section>
  )
}
