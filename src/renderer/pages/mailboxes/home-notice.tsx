import { Button } from '@mantine/core'
import { Notice } from '../../parts/notice.tsx'
import { ToMailbox } from '../../parts/to-mailbox.tsx'
import { connect } from '../../words/connect.ts'
import { said } from '../../words/format.ts'
import { home as words } from '../../words/home.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { type Box, type Home, isHomeOut, isOutHere, lacksSecret } from './accounts.ts'
import { useDeeds } from './home-deeds.tsx'

function Offered({ home, planned }: { home: Home; planned: number }) {
  const act = useDeeds(home)
  return (
    <Notice
      tone="info"
      action={
        <Button size="xs" onClick={() => void act('acquire')}>
          {words.acquireAsk}
        </Button>
      }
    >
      <b>{said(home.words)}</b> <span className="dim">{words.offered(planned)}</span>
    </Notice>
  )
}

/** Whoever may, takes it over from a computer that is out of the team. */
function Left({ home, mayChange }: { home: Home; mayChange: boolean }) {
  const act = useDeeds(home)
  const take = (
    <Button size="xs" variant="default" onClick={() => void act('take_over')}>
      {words.takeOver}
    </Button>
  )
  return (
    <Notice tone="warn" action={mayChange && take}>
      {said(home.words)}
    </Notice>
  )
}

/** That nobody sends from a mailbox since it was handed over, that its password stayed behind, or that emails want a look. */
export function HomeNotice({ box, onSecret, isOnPage }: { box: Box; onSecret: () => void; isOnPage?: boolean }) {
  const { account, home, usage } = box
  if (!home) return null
  const planned = usage?.planned ?? 0
  if (home.standing === 'offered') return <Offered {...{ home, planned }} />
  // its page has a section that says these
  if (isHomeOut(box)) return isOnPage ? null : <Left home={home} mayChange={box.mayChange} />
  if (isOutHere(box)) return isOnPage ? null : <p className="small dim">{said(home.words)}</p>
  if (home.standing === 'released')
    return isOnPage ? null : (
      <p className="small dim">
        {said(home.words)} {words.offered(planned)}
      </p>
    )
  return (
    <>
      {lacksSecret(box) && account.status === 'active' && (
        <Notice
          tone="bad"
          action={
            <Button size="xs" onClick={onSecret}>
              {account.signed_in ? connect.again : mailboxes.acts.password}
            </Button>
          }
        >
          <b>{said(home.trouble ?? '')}</b> <span className="dim">{words.lacking(planned)}</span>
        </Notice>
      )}
      {home.review > 0 && !isOnPage && (
        <Notice
          tone="warn"
          action={
            <ToMailbox id={account.public_id} look>
              {words.review.open}
            </ToMailbox>
          }
        >
          {words.review.waiting(home.review, home.may_have_left)}
        </Notice>
      )}
    </>
  )
}
