import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useNow, useZone } from '../../api/hooks.ts'
import { connect } from '../../words/connect.ts'
import { elsewhere } from '../../words/elsewhere.ts'
import { count, moment } from '../../words/format.ts'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import { type Account, type Box, isHomeOut } from './accounts.ts'
import { ConnectionForm } from './connection-dialog.tsx'
import { nextWords, passwordWords } from './home-words.ts'
import { SignInAgain } from './sign-in.tsx'
import { OtherWay } from './sign-in-instead.tsx'

const words = mailbox.sending

/** With what it signs in: in the browser, or with a name and a password. */
function signsInBy(box: Box, when: (at: string) => string): [string, string][] {
  const { account } = box
  const { signed_in: signed, username } = account
  if (signed)
    return [
      [connect.row.signedIn, connect.row.as(connect.names[signed.provider], username ?? account.from_email)],
      [connect.row.since, when(signed.at)],
    ]
  return [
    [words.user, username ?? words.nobody],
    [words.password, passwordWords(box)],
  ]
}

const asWhom = (account: Account): [string, string][] => [
  [words.name, account.from_name ?? words.none],
  [words.replies, account.reply_to_email ?? words.itself],
]

const sentFrom = (box: Box): string =>
  box.home?.standing === 'elsewhere' && !isHomeOut(box) ? `, ${elsewhere.sentFrom(box.home.home.name)}` : ''

/** Where a mailbox's mail leaves from. */
export function SendingSection({ box, seats }: SectionProps) {
  const { account, usage } = box
  const [open, setOpen] = useState(false)
  const zone = useZone()
  const now = useNow()
  const { smtp_host: host, smtp_port: port, smtp_protocol: protocol } = account
  return (
    <AccountSection
      title={words.title}
      lead={words.lead}
      action={
        account.type !== 'managed' && (
          <>
            <Button size="xs" variant="default" onClick={() => setOpen(true)}>
              {account.signed_in ? connect.again : mailboxes.acts.edit}
            </Button>
            <OtherWay account={account} />
          </>
        )
      }
    >
      <Facts
        facts={[
          [
            words.server,
            host && port && protocol
              ? mailboxes.server(mailboxes.kind[account.type], host, port, mailboxes.protocol[protocol])
              : mailboxes.kind[account.type],
          ],
          ...signsInBy(box, (at) => moment(at, zone, now)),
          // The others have them under Advanced, where they are changed.
          ...(account.type === 'managed' ? asWhom(account) : []),
          [words.next, usage?.next ? `${nextWords(box, usage.next, zone, now)}${sentFrom(box)}` : words.none],
          [words.planned, count(usage?.planned ?? 0)],
        ]}
      />
      <SignInAgain account={account} opened={open && account.signed_in !== null} onClose={() => setOpen(false)} />
      <Modal
        opened={open && account.signed_in === null}
        onClose={() => setOpen(false)}
        title={mailboxes.edit.title(account.from_email)}
        size={560}
      >
        <ConnectionForm account={account} seats={seats} onDone={() => setOpen(false)} />
      </Modal>
    </AccountSection>
  )
}
