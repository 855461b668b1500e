import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { api } from '../api/client.ts'

/** Looked up once a page: what is untouched now is touched a moment later. */
const once = { staleTime: Number.POSITIVE_INFINITY }

/** Whether this page may still open the tour: only as the first thing it does, never after somebody went anywhere. */
let fresh = true

/** True once it is known that nobody has worked here yet, nor seen the tour. */
function useUntouched(asked: boolean): boolean {
  const contacts = useQuery(api.contacts.count.queryOptions({ ...once, enabled: asked })).data
  const enabled = asked && contacts?.contacts === 0
  const sequences = useQuery(api.sequences.list.queryOptions({ ...once, enabled })).data
  const seen = useQuery(api.views.list.queryOptions({ input: { screen: 'tour' }, ...once, enabled })).data
  return enabled && sequences?.length === 0 && seen?.length === 0
}

/** Opens the tour for whoever starts with an empty workspace, once, and only from Today. */
export function FirstRun() {
  const { pathname } = useLocation()
  const go = useNavigate()
  if (pathname !== '/') fresh = false
  const untouched = useUntouched(fresh)
  useEffect(() => {
    if (!untouched || !fresh) return
    fresh = false
    void go({ to: '/tour', replace: true })
  }, [untouched, go])
  return null
}
