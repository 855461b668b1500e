import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Client } from '../../../shared/contract/index.ts'
import { api } from '../../api/client.ts'
import { said } from '../../words/format.ts'
import { wizard } from '../../words/wizard.ts'
import type { Options } from './draft.ts'
import './summary.css'

const words = wizard.done
export type Result = Awaited<ReturnType<Client['schedule']['engage']>>

/** Mail of a mailbox that another computer sends from leaves once that one has heard of it. */
function LeavesElsewhere({ from }: { from: string | null }) {
  const home = useQuery(api.homes.list.queryOptions()).data?.find(({ public_id }) => public_id === from)
  if (!home || home.standing === 'home') return null
  return <p className="dim">{words.elsewhere(home.from_email, said(home.words))}</p>
}

/** It is done: what leaves when, and where to follow it. */
export function Engaged({ options, result, from }: { options: Options; result: Result; from: string | null }) {
  const go = useNavigate()
  const head = useRef<HTMLHeadingElement>(null)
  // the button that had the focus is gone
  useEffect(() => head.current?.focus(), [])
  const { public_id: id } = options.sequence
  const now = Date.parse(options.now)
  return (
    <main className="wiz-done" id="content">
      <h1 className="hero" ref={head} tabIndex={-1}>
        {words.title(result.engaged)}
      </h1>
      {result.start && result.finish && (
        <p className="lead">{words.more(result.start, result.finish, options.zone, now)}</p>
      )}
      <LeavesElsewhere from={from} />
      {result.sandbox && <p className="dim">{words.sandbox}</p>}
      <div className="row">
        <Button onClick={() => void go({ to: '/sequences/$id', params: { id }, search: { tab: 'report' } })}>
          {words.report}
        </Button>
        <Button variant="default" onClick={() => void go({ to: '/calendar' })}>
          {words.calendar}
        </Button>
        {result.sandbox && (
          <Button variant="default" onClick={() => void go({ to: '/sandbox' })}>
            {words.sandboxInbox}
          </Button>
        )}
      </div>
    </main>
  )
}
