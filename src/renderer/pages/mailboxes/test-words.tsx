import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Notice } from '../../parts/notice.tsx'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import type { TestResult } from './accounts.ts'

const words = mailboxes.test

type Part = TestResult['parts']['smtp']

/** What a test of one part found, in the server's own words where it had any, and what to do next. */
export function PartWords({ part, name, folder }: { part: Part; name?: string; folder?: string | null }) {
  return (
    <div>
      {name && <span className="dim">{name} </span>}
      <b>{part.ok ? words.good(Math.round(part.latency_ms)) : (part.trouble ?? words.bad)}</b>{' '}
      {part.words && (
        <>
          {words.words} <span className="quote">{part.words}</span>
        </>
      )}
      {folder && <div className="dim">{mailbox.test.folder(folder)}</div>}
      {part.next && <div className="dim">{part.next}</div>}
    </div>
  )
}

/** What a test of the connection found; sending and reading apart, where a mailbox is read too. */
export function TestWords({ result, onClose }: { result: TestResult; onClose?: () => void }) {
  const { smtp, imap } = result.parts
  return (
    <Notice
      tone={smtp.ok && imap?.ok !== false ? 'info' : 'bad'}
      action={
        onClose && (
          <ActionIcon aria-label={words.close} onClick={onClose}>
            <IconX size={15} aria-hidden />
          </ActionIcon>
        )
      }
    >
      {imap ? (
        <div className="mb-test-parts">
          <PartWords part={smtp} name={mailbox.test.sending} />
          <PartWords part={imap} name={mailbox.test.reading} folder={imap.folder} />
        </div>
      ) : (
        <PartWords part={smtp} />
      )}
    </Notice>
  )
}
