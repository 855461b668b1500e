import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api, client, queries } from '../../api/client.ts'
import { DialogFoot, useAsk } from '../../parts/dialog.tsx'
import { useLasting } from '../../parts/lasting.ts'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { secretWords as words } from '../../words/secrets.ts'
import { settings } from '../../words/settings.ts'
import { shell } from '../../words/shell.ts'
import { Section } from './section.tsx'

type Status = Awaited<ReturnType<typeof client.secrets.status>>

/** As the engine asks for it: domain rules are checked there too. */
const shortest = 12

const refresh = () => queries.invalidateQueries({ queryKey: api.secrets.status.key() })

/** One passphrase field after another; the last button does it. */
function PassphraseForm(props: {
  lead: string
  verb: string
  present?: string
  isNew: boolean
  run: (typed: { present: string; passphrase: string }) => Promise<unknown>
  onDone: () => void
}) {
  const [typed, setTyped] = useState({ present: '', passphrase: '', again: '' })
  const go = useMutation({ mutationFn: () => props.run(typed), onSuccess: props.onDone })
  const differs = props.isNew && typed.again !== '' && typed.again !== typed.passphrase
  const isReady =
    typed.passphrase !== '' &&
    (!props.isNew || ([...typed.passphrase].length >= shortest && typed.again === typed.passphrase)) &&
    (props.present === undefined || typed.present !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) go.mutate()
  }
  const field = (name: keyof typeof typed, label: string, more: object = {}) => (
    <PasswordInput
      label={label}
      autoComplete={name === 'present' || !props.isNew ? 'current-password' : 'new-password'}
      value={typed[name]}
      onChange={({ currentTarget }) => setTyped({ ...typed, [name]: currentTarget.value })}
      {...more}
    />
  )
  return (
    <form className="st-setting-fields" onSubmit={submit}>
      <p className="dim">{props.lead}</p>
      {props.present !== undefined && field('present', props.present)}
      {field('passphrase', props.isNew ? words.fresh : words.passphrase, {
        description: props.isNew ? words.long(shortest) : undefined,
        'data-autofocus': props.present === undefined,
      })}
      {props.isNew && field('again', words.again, { error: differs ? words.differs : undefined })}
      {go.error && <Notice tone="bad">{wordsOf(go.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={props.onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" disabled={!isReady} loading={go.isPending}>
          {props.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}

type Deed = 'unlock' | 'make' | 'change'

const deeds: Record<
  Deed,
  { isNew: boolean; run: (typed: { present: string; passphrase: string }) => Promise<unknown> }
> = {
  unlock: { isNew: false, run: ({ passphrase }) => client.secrets.unlock({ passphrase }) },
  make: { isNew: true, run: ({ passphrase }) => client.secrets.use({ place: 'vault', passphrase }) },
  change: { isNew: true, run: ({ present, passphrase }) => client.secrets.passphrase({ present, next: passphrase }) },
}

function Acts({ status, onDeed }: { status: Status; onDeed: (deed: Deed) => void }) {
  const ask = useAsk()
  const lock = useMutation({
    mutationFn: () => client.secrets.lock(),
    onSuccess: refresh,
    onError: (error) => say({ title: wordsOf(error) }),
  })
  const back = async () => {
    const done = await ask({
      title: words.backTitle,
      body: words.backBody,
      verb: words.backVerb,
      run: () => client.secrets.use({ place: 'keychain' }),
    })
    if (done) await refresh()
  }
  if (!status.can_move) return null
  if (status.place === 'keychain')
    return (
      <div className="row">
        <Button variant="default" onClick={() => onDeed('make')}>
          {words.make}
        </Button>
      </div>
    )
  if (status.locked)
    return (
      <div className="row">
        <Button onClick={() => onDeed('unlock')}>{words.unlock}</Button>
      </div>
    )
  return (
    <div className="row">
      <Button variant="default" loading={lock.isPending} onClick={() => lock.mutate()}>
        {words.lock}
      </Button>
      <Button variant="default" onClick={() => onDeed('change')}>
        {words.change}
      </Button>
      <Button variant="default" onClick={() => void back()}>
        {words.back}
      </Button>
    </div>
  )
}

/** Where passwords are kept on this computer, and how that is changed. */
export function Secrets() {
  const found = useQuery(api.secrets.status.queryOptions())
  const [deed, setDeed] = useState<Deed | null>(null)
  const shown = useLasting(deed)
  const status = found.data
  const done = () => {
    setDeed(null)
    void refresh()
  }
  return (
    <Section title={settings.sections.secrets} lead={words.lead}>
      {found.error && <Failed what={settings.failed} error={found.error} onAgain={() => found.refetch()} />}
      {status && (
        <div className="st-setting-fields" aria-live="polite">
          <div>
            <p className="strong">{words.place[status.place]}</p>
            <p className="dim">{words.more[status.place]}</p>
          </div>
          {status.trouble !== null && (
            <Notice tone={status.locked ? 'warn' : 'bad'}>
              {status.locked ? words.locked(status.waiting) : status.trouble}
            </Notice>
          )}
          <Acts status={status} onDeed={setDeed} />
        </div>
      )}
      <Modal opened={deed !== null} onClose={done} title={shown ? words.title[shown] : ''}>
        {shown && (
          <PassphraseForm
            lead={words.leads[shown]}
            verb={words.verbs[shown]}
            {...(shown === 'change' ? { present: words.present } : {})}
            {...deeds[shown]}
            onDone={done}
          />
        )}
      </Modal>
    </Section>
  )
}
