import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { client } from '../../api/client.ts'

export type SignInWish = Parameters<typeof client.sign_in.start>[0]
type End = Awaited<ReturnType<typeof client.sign_in.cancel>>

/** The last state of a sign-in; the browser may take minutes. */
async function endOf(flow: string): Promise<End> {
  const states = await client.sign_in.wait({ flow })
  let step = await states.next()
  while (!step.done) step = await states.next()
  return step.value
}

/** Opens the provider's page in the person's own browser: in the desktop this is handed to the system. */
const show = (address: string): void => void window.open(address, '_blank', 'noopener')

/** One sign-in at a time: begun, waited for, cancelled when its screen goes. `onDone` gets the account's public id. */
export function useSignIn(onDone: (account: string) => void) {
  const [under, setUnder] = useState<{ flow: string; address: string } | null>(null)
  const [end, setEnd] = useState<End | null>(null)
  const flow = useRef<string | null>(null)
  const isGone = useRef(false)
  const cancel = useCallback(() => {
    if (flow.current !== null) void client.sign_in.cancel({ flow: flow.current }).catch(() => {})
    flow.current = null
  }, [])
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
      cancel()
    }
  }, [cancel])
  const begin = useMutation({
    mutationFn: async (wish: SignInWish) => {
      setEnd(null)
      const started = await client.sign_in.start(wish)
      flow.current = started.flow
      // its screen went meanwhile: nobody waits for a page that opens now
      if (isGone.current) cancel()
      else {
        setUnder(started)
        show(started.address)
      }
      const last = await endOf(started.flow)
      flow.current = null
      setEnd(last)
      return last
    },
    onSuccess: (last) => last.state === 'done' && last.account !== null && onDone(last.account),
    onSettled: () => setUnder(null),
  })
  return {
    begin: begin.mutate,
    isBusy: begin.isPending,
    /** While the person is in the browser. */
    under,
    showAgain: () => under && show(under.address),
    cancel,
    /** Why the last one failed. */
    failed: end?.state === 'failed' && end.trouble !== 'cancelled' ? end : null,
    error: begin.error,
  }
}

export type SigningIn = ReturnType<typeof useSignIn>
