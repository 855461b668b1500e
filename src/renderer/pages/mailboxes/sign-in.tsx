import { Button, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { connect as words } from '../../words/connect.ts'
import type { Account } from './accounts.ts'
import { type SignInWish, type SigningIn, useSignIn } from './use-sign-in.ts'
import './connect.css'

/** Where a sign-in stands: not begun, the person in the browser, or why it failed. */
export function SignInState({
  me,
  provider,
  wish,
  again,
}: {
  me: SigningIn
  provider: string
  wish: SignInWish
  again: boolean
}) {
  return (
    <div className="mb-sign-in" aria-live="polite">
      {me.failed && (
        <Notice tone="bad">
          <b>{me.failed.words}</b> <div className="dim">{me.failed.next}</div>
        </Notice>
      )}
      {me.error && <Notice tone="bad">{wordsOf(me.error)}</Notice>}
      {me.under ? (
        <Notice tone="info">
          <b>{words.waiting(provider)}</b> <div className="dim">{words.waitingMore}</div>
          <div className="row mb-sign-in-acts">
            <Button size="xs" variant="default" onClick={me.showAgain}>
              {words.open}
            </Button>
            <Button size="xs" variant="subtle" onClick={me.cancel}>
              {words.cancel}
            </Button>
          </div>
        </Notice>
      ) : (
        <div>
          <Button type="button" loading={me.isBusy} onClick={() => me.begin(wish)}>
            {again || me.failed ? words.again : words.begin(provider)}
          </Button>
        </div>
      )}
    </div>
  )
}

/** What the provider is going to ask, in words first and by name for whoever wants to compare. */
export function Asked({ provider, scopes }: { provider: string; scopes: readonly string[] }) {
  return (
    <>
      <div>
        {words.asks(provider)}
        <ul className="mb-sign-in-may">
          {words.may.map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      </div>
      <details className="small dim mb-sign-in-scopes">
        <summary>{words.scopes}</summary>
        {scopes.map((scope) => (
          <div key={scope} className="mono">
            {scope}
          </div>
        ))}
      </details>
      <p className="small dim">{words.keeps}</p>
    </>
  )
}

/** Why nobody can sign in there yet, and who can change that. */
export function NeedsClient({ provider }: { provider: string }) {
  return (
    <details className="mb-sign-in-needs">
      <summary>{words.needs(provider)}</summary>
      <p className="small dim">
        {words.needsMore(provider)}{' '}
        <Link to="/settings/{-$section}" params={{ section: 'sign-in' }} className="link">
          {words.needsLink}
        </Link>
        .
      </p>
    </details>
  )
}

function AgainForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const me = useSignIn(onDone)
  const provider = words.names[account.signed_in?.provider ?? 'google']
  return (
    <div className="mb-box-form">
      <p>{words.lead(provider, account.from_email)}</p>
      <SignInState me={me} provider={provider} wish={{ account: account.public_id }} again />
    </div>
  )
}

/** Signs in once more for a mailbox whose sign-in is no longer valid. What waits for it then leaves by itself. */
export function SignInAgain({ account, opened, onClose }: { account: Account; opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.dialog(account.from_email)} size={480}>
      {opened && <AgainForm account={account} onDone={onClose} />}
    </Modal>
  )
}
