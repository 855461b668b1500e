import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Notice } from '../../parts/notice.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import type { TestResult } from './accounts.ts'

const words = mailboxes.test

/** What a test of the connection found, in the server's own words where it had any, and what to do next. */
export function TestWords({ result, onClose }: { result: TestResult; onClose?: () => void }) {
  return (
    <Notice
      tone={result.ok ? 'info' : 'bad'}
      action={
        onClose && (
          <ActionIcon aria-label={words.close} onClick={onClose}>
            <IconX size={15} aria-hidden />
          </ActionIcon>
        )
      }
    >
      <b>{result.ok ? words.good(Math.round(result.latency_ms)) : (result.trouble ?? words.bad)}</b>{' '}
      {result.words && (
        <>
          {words.words} <span className="quote">{result.words}</span>
        </>
      )}
      {result.next && <div className="dim">{result.next}</div>}
    </Notice>
  )
}
