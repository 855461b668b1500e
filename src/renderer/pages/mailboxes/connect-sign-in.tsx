import { Button } from '@mantine/core'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { connect as words } from '../../words/connect.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { Back, Step } from './connect-step.tsx'
import { Asked, NeedsClient, SignInState } from './sign-in.tsx'
import { TestWords } from './test-words.tsx'
import type { Connecting } from './use-connecting.ts'

/** After the sign-in: what the server says to it. */
function SignedIn({ me }: { me: Connecting }) {
  const { tried } = me
  return (
    <div className="mb-sign-in" aria-live="polite">
      <Notice tone="info">
        <b>{words.done(me.who.address.trim())}</b> {tried.isPending && words.testing}
      </Notice>
      {tried.data && <TestWords result={tried.data} />}
      {tried.error && <Notice tone="bad">{wordsOf(tried.error)}</Notice>}
    </div>
  )
}

function Foot({ me }: { me: Connecting }) {
  const { tried } = me
  return (
    <>
      <Back onClick={() => me.setAt(0)} />
      {me.made !== null && (
        <Button type="submit" disabled={tried.isPending}>
          {mailboxes.steps.next}
        </Button>
      )}
      {me.made !== null && !tried.isPending && !me.works && (
        <Button variant="default" onClick={me.retry}>
          {words.retest}
        </Button>
      )}
      {me.made === null && me.client?.app_passwords && (
        <Button variant="subtle" onClick={() => me.setByPassword(true)}>
          {words.useApp}
        </Button>
      )}
    </>
  )
}

/** Signing in at Google or Microsoft; without a client it says what is missing. */
export function SignInStep({ me }: { me: Connecting }) {
  const provider = words.names[me.kind === 'outlook' ? 'microsoft' : 'google']
  const address = me.who.address.trim()
  const canSign = Boolean(me.client?.client_id)
  return (
    <Step name={words.step.signIn} onNext={() => me.made !== null && me.setAt(2)} foot={<Foot me={me} />}>
      {me.clientsError && <Notice tone="bad">{wordsOf(me.clientsError)}</Notice>}
      {me.client && !canSign && (
        <>
          <Notice tone="warn">{words.outlook}</Notice>
          <NeedsClient provider={provider} />
        </>
      )}
      {canSign && me.made !== null && <SignedIn me={me} />}
      {canSign && me.made === null && (
        <>
          <p>{words.lead(provider, address)}</p>
          <Asked provider={provider} scopes={me.client?.scopes ?? []} />
          <SignInState me={me.signIn} provider={provider} wish={me.wish} again={false} />
        </>
      )}
    </Step>
  )
}
