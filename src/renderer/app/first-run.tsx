import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { api } from '../api/client.ts'

/** Looked up once a page: what is untouched now is touched a moment later. */
const once = { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY }

/** True once it is known that nobody has worked here yet, nor seen the tour. */
function useUntouched(asked: boolean): boolean {
  const enabled = asked
  const contacts = useQuery(api.contacts.count.queryOptions({ ...once, enabled })).data
  const nobody = contacts?.contacts === 0
  const sequences = useQuery(api.sequences.list.queryOptions({ ...once, enabled: enabled && nobody })).data
  const seen = useQuery(
    api.views.list.queryOptions({ input: { screen: 'tour' }, ...once, enabled: enabled && nobody }),
  ).data
  return asked && nobody && sequences?.length === 0 && seen?.length === 0
}

/** Opens the tour for whoever starts with an empty workspace, once, and only from Today. */
export function FirstRun() {
  const atStart = useRef(true)
  const { pathname } = useLocation()
  const go = useNavigate()
  if (pathname !== '/') atStart.current = false
  const untouched = useUntouched(atStart.current)
  useEffect(() => {
    if (!untouched || !atStart.current) return
    atStart.current = false
    void go({ to: '/tour', replace: true })
  }, [untouched, go])
  return null
}
