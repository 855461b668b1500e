import { Button, PasswordInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { connect } from '../../words/connect.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { ReadingWish } from './connect-reading.tsx'
import { Back, Step } from './connect-step.tsx'
import { isComplete } from './server.ts'
import { ServerFields } from './server-fields.tsx'
import { NeedsClient } from './sign-in.tsx'
import { TestWords } from './test-words.tsx'
import type { Connecting } from './use-connecting.ts'

const words = mailboxes.steps

function ServerFoot({ me }: { me: Connecting }) {
  const { probe, sends, isTested } = me
  return (
    <>
      <Back onClick={() => me.setAt(0)} />
      {isTested ? (
        <Button type="submit">{words.next}</Button>
      ) : (
        <Button
          type="submit"
          loading={probe.isPending}
          disabled={!isComplete(me.server) || (me.reading !== null && !isComplete(me.reading))}
        >
          {mailboxes.edit.test}
        </Button>
      )}
      {!isTested && (probe.data || probe.error) && (
        <Button variant="subtle" onClick={() => me.setAt(2)}>
          {sends ? connect.reading.skip : words.skip}
        </Button>
      )}
    </>
  )
}

function Probed({ me: { probe } }: { me: Connecting }) {
  const place = useRef<HTMLDivElement>(null)
  const { data, error } = probe
  // the answer comes below what was filled in: on a small screen nobody would see it
  useEffect(() => {
    if (data || error) place.current?.scrollIntoView({ block: 'nearest' })
  }, [data, error])
  return (
    <div ref={place} className="mb-probed">
      {data && <TestWords result={data} />}
      {error && <Notice tone="bad">{wordsOf(error)}</Notice>}
    </div>
  )
}

/** A server of any provider, with what is usual for the address filled in. */
export function ServerStep({ me }: { me: Connecting }) {
  return (
    <Step
      name={connect.step.server}
      onNext={() => (me.isTested ? me.setAt(2) : me.test())}
      foot={<ServerFoot me={me} />}
    >
      <p className="dim">{me.detected?.provider?.note ?? words.serverLead}</p>
      <ServerFields server={me.server} onChange={me.setServer} passwordHint={mailboxes.edit.passwordSafe} />
      <ReadingWish me={me} />
      <Probed me={me} />
    </Step>
  )
}

/** Gmail without signing in: 2-Step Verification and a password for this one program, step by step. */
export function AppPasswordStep({ me }: { me: Connecting }) {
  const { app } = connect
  return (
    <Step
      name={connect.step.app}
      onNext={() => (me.isTested ? me.setAt(2) : me.test())}
      foot={
        <>
          <ServerFoot me={me} />
          {me.client?.client_id && (
            <Button variant="subtle" onClick={() => me.setByPassword(false)}>
              {connect.useSignIn}
            </Button>
          )}
        </>
      }
    >
      <p className="dim">{me.client?.client_id ? app.leadChosen : app.lead}</p>
      <ol className="mb-app-steps">
        {app.steps.map(([title, more]) => (
          <li key={title}>
            <b>{title}.</b> <span className="dim">{more}</span>
          </li>
        ))}
      </ol>
      <p className="row">
        {app.links.map(([name, address]) => (
          <a key={address} href={address} target="_blank" rel="noreferrer" className="link">
            {name}
          </a>
        ))}
      </p>
      <PasswordInput
        label={app.password}
        description={mailboxes.edit.passwordSafe}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        value={me.server.password}
        onChange={({ currentTarget }) =>
          me.setServer({ ...me.server, password: currentTarget.value.replace(/\s/g, '') })
        }
      />
      <ReadingWish me={me} known />
      <Probed me={me} />
      <p className="small dim">{app.none}</p>
      {!me.client?.client_id && <NeedsClient provider={connect.names.google} />}
    </Step>
  )
}
