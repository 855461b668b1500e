import { Button } from '@mantine/core'
import { IconCheck, IconSend } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api } from '../../api/client.ts'
import { useZone } from '../../api/hooks.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { said, second } from '../../words/format.ts'
import { testSend as words } from '../../words/test-send.ts'
import type { testedOf } from './draft.ts'

export type Tested = ReturnType<typeof testedOf>

interface TestSendProps {
  /** As it is written at the moment of asking. */
  steps: () => Tested
  step: number
  /** Public id of the sequence, where it was saved already. */
  sequence: string | undefined
  /** Public id of whose data it is; undefined: nobody's that is known. */
  contact: string | undefined
}

/** Sends what the preview shows to whoever looks at it, and follows what becomes of that. Saves nothing. */
export function useTestSend({ steps, step, sequence, contact }: TestSendProps) {
  const send = useMutation(api.sequences.test_send.mutationOptions())
  const ask = () =>
    send.mutate({ steps: steps(), step, ...(sequence ? { sequence } : {}), ...(contact ? { contact } : {}) })
  // of another step nothing is told here
  const isOfThis = send.variables?.step === step
  const made = isOfThis ? send.data : undefined
  const public_id = made?.public_id
  const email = useQuery({
    ...api.sends.get.queryOptions({ input: { public_id: public_id ?? '' } }),
    enabled: public_id !== undefined,
    // it is over in a second, mostly: that is not left to the next piece of news
    refetchInterval: ({ state }) => (isOpen(state.data?.state ?? 'planned') ? 700 : false),
  })
  const isUnderWay = send.isPending || (public_id !== undefined && email.data?.state === 'sending')
  return { ask, isUnderWay, made, email: email.data, error: isOfThis ? send.error : null }
}

const isOpen = (state: string): boolean => state === 'planned' || state === 'sending'

type Testing = ReturnType<typeof useTestSend>

export const TestButton = ({ testing: { ask, isUnderWay } }: { testing: Testing }) => (
  <Button
    variant="default"
    className="seq-test-button"
    leftSection={<IconSend size={15} stroke={1.7} aria-hidden />}
    loading={isUnderWay}
    onClick={ask}
  >
    {words.send}
  </Button>
)

/** What became of the last one, where it was asked for. */
export function TestOutcome({ testing: { made, email, error, isUnderWay } }: { testing: Testing }) {
  const zone = useZone()
  if (error && !isUnderWay)
    return (
      <Notice tone="bad">
        <b>{words.notSent}</b> {wordsOf(error)}
      </Notice>
    )
  if (!made) return null
  const inOutbox = (
    <Link to="/outbox" search={{ open: made.public_id }}>
      {words.outbox}
    </Link>
  )
  const state = email?.state ?? 'planned'
  if (state === 'refused' || state === 'withdrawn')
    return (
      <Notice tone="bad" action={inOutbox}>
        <b>{words.refused(made.to)}</b> <span className="quote">{said(email?.reply ?? email?.why_short ?? '')}</span>
      </Notice>
    )
  if (state === 'unsure')
    return (
      <Notice tone="warn" action={inOutbox}>
        {words.unsure(made.to)}
      </Notice>
    )
  if (state === 'sent' && email)
    return (
      <p className="small seq-test-done" role="status">
        <IconCheck size={16} stroke={2} aria-hidden />
        <span>
          {made.sandbox
            ? words.inSandbox
            : words.sent(made.to, senderText(made.from), second(email.sent_at ?? email.at, zone))}{' '}
          {made.sandbox ? <Link to="/sandbox">{words.sandbox}</Link> : inOutbox}
        </span>
      </p>
    )
  const waits = email !== undefined && state === 'planned' && email.shown_state !== 'planned'
  return waits ? (
    <Notice tone="info" action={inOutbox}>
      {words.waits(said(email.why_short))}
    </Notice>
  ) : (
    <p className="small dim" role="status">
      {words.underWay(made.to)}
    </p>
  )
}
