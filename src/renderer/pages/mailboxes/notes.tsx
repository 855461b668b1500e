import { Button, type ButtonProps } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { type Box, isTestable, lacksSecret } from './accounts.ts'
import type { useActs } from './acts.ts'
import { HomeNotice } from './home-notice.tsx'
import { TestWords } from './test-words.tsx'
import { Trouble } from './trouble.tsx'
import { CantBeRead } from './unread-notice.tsx'

export const useTest = () => useMutation(api.accounts.test.mutationOptions())
type Testing = ReturnType<typeof useTest>

/** Asks its server now; only where some of its mail leaves from this computer. */
export function TestButton({ box, test, children, size }: { box: Box; test: Testing } & ButtonProps) {
  if (!isTestable(box)) return null
  return (
    <Button
      {...(size ? { size } : {})}
      variant="default"
      loading={test.isPending}
      onClick={() => test.mutate({ public_id: box.account.public_id })}
    >
      {children}
    </Button>
  )
}

/** What a test said, or why it could not be made. */
export function Tested({ test }: { test: Testing }) {
  return (
    <>
      {test.error && <Notice tone="bad">{wordsOf(test.error)}</Notice>}
      {test.data && <TestWords result={test.data} onClose={test.reset} />}
    </>
  )
}

interface Given {
  box: Box
  act: ReturnType<typeof useActs>
  test: Testing
  onSecret: () => void
  /** Its page has sections that say some of these. */
  isOnPage?: boolean
}

/** What a mailbox needs from whoever decides on it, and what came of what was just done. */
export function Notes({ box, act, test, onSecret, isOnPage = false }: Given) {
  const zone = useZone()
  const now = useNow()
  return (
    <>
      {box.mayChange && (
        <>
          <HomeNotice {...{ box, onSecret, isOnPage }} />
          <Trouble
            {...{ box, zone, now }}
            onPassword={onSecret}
            onActivate={act.activate}
            onResume={act.pause}
            isBusy={act.isBusy}
          />
          {!isOnPage && !lacksSecret(box) && <CantBeRead {...{ box, zone, now }} />}
        </>
      )}
      {act.error && <Notice tone="bad">{wordsOf(act.error)}</Notice>}
      <Tested test={test} />
    </>
  )
}
