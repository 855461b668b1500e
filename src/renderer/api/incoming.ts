/** What came back, as every screen asks for it. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useAsk } from '../parts/dialog.tsx'
import { say } from '../parts/say.tsx'
import { replies } from '../words/replies.ts'
import { api, client } from './client.ts'

const words = replies.undo

export type Incoming = Awaited<ReturnType<typeof client.incoming.list>>['rows'][number]
export type IncomingWhy = Awaited<ReturnType<typeof client.incoming.get>>
export type IncomingFilter = Omit<NonNullable<Parameters<typeof client.incoming.list>[0]>, 'after' | 'limit'>

/** How many of each kind, and how many nobody has looked at. */
export const useIncomingCounts = () =>
  useQuery(api.incoming.counts.queryOptions({ placeholderData: keepPreviousData })).data

/** The latest of some kind, at most `limit`; undefined until they are known. */
export const useSomeIncoming = (filter: IncomingFilter, limit: number, enabled = true) =>
  useQuery(api.incoming.list.queryOptions({ input: { ...filter, limit }, enabled }))

/** One message with what its verdict rests on. */
export const useIncoming = (id: string, enabled = true) =>
  useQuery(api.incoming.get.queryOptions({ input: { public_id: id }, enabled }))

/** Who opened a message has looked at it. */
export function useSeen(message: Incoming | undefined): void {
  const id = message && !message.seen ? message.public_id : undefined
  useEffect(() => {
    // what was not written down is shown as new again, which is no harm
    if (id !== undefined) void client.incoming.seen({ ids: [id] }).catch(() => {})
  }, [id])
}

/** What a sender is called: the contact's name, else the name it gave itself, else its address. */
export const nameOf = ({ contact_name, from_name, contact, from }: Incoming): string =>
  contact_name ?? from_name ?? contact ?? from

/**
 * Takes back what followed from a message, with one press: the toast says what became of it, and a refusal stays beside
 * the button. What a person asked for, no more email, is asked about first.
 */
export function useUndo() {
  const ask = useAsk()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const isSure = async ({ kind, contact, from }: Incoming): Promise<boolean> => {
    if (kind !== 'opt_out' && kind !== 'complaint') return true
    const { more, keep, [kind]: question } = replies.ask
    return ask({ ...question, body: more(contact ?? from), keep, danger: true })
  }
  const undo = async (message: Incoming) => {
    if (!(await isSure(message))) return
    setBusy(true)
    setError(null)
    try {
      await client.incoming.undo({ public_id: message.public_id })
      say({ title: words.did(nameOf(message)), more: words.effect[message.kind] })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return { undo, busy, error }
}
