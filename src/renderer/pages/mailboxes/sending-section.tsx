import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { connect } from '../../words/connect.ts'
import { elsewhere } from '../../words/elsewhere.ts'
import { count, moment } from '../../words/format.ts'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import type { Account } from './accounts.ts'
import { ConnectionForm } from './connection-dialog.tsx'
import { SignInAgain } from './sign-in.tsx'
import { OtherWay } from './sign-in-instead.tsx'

const words = mailbox.sending

/** With what it signs in: in the browser, or with a name and a password. */
function signsInBy(account: Account, when: (at: string) => string): [string, string][] {
  const { signed_in: signed, username } = account
  const { facts } = mailboxes
  if (signed)
    return [
      [connect.row.signedIn, connect.row.as(connect.names[signed.provider], username ?? account.from_email)],
      [connect.row.since, when(signed.at)],
    ]
  const password = username === null ? facts.unneeded : account.has_smtp_password ? facts.kept : facts.missing
  return [
    [words.user, username ?? words.nobody],
    [words.password, password],
  ]
}

const asWhom = (account: Account): [string, string][] => [
  [words.name, account.from_name ?? words.none],
  [words.replies, account.reply_to_email ?? words.itself],
]

/** A time that another computer keeps is not certain here. */
function useNextWords(account: Account): (time: string) => string {
  const home = useQuery(api.homes.get.queryOptions({ input: { public_id: account.public_id } })).data
  if (home === undefined || home.home.this) return (time) => time
  return (time) => `${elsewhere.about(time)}, ${elsewhere.sentFrom(home.home.name)}`
}

/** Where a mailbox's mail leaves from. */
export function SendingSection({ box: { account, usage }, seats }: SectionProps) {
  const [open, setOpen] = useState(false)
  const next = useNextWords(account)
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
          ...signsInBy(account, (at) => moment(at, zone, now)),
          // The others have them under Advanced, where they are changed.
          ...(account.type === 'managed' ? asWhom(account) : []),
          [words.next, usage?.next ? next(moment(usage.next, zone, now)) : words.none],
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
