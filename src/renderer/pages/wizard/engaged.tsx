import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Client } from '../../../shared/contract/index.ts'
import { wizard } from '../../words/wizard.ts'
import type { Options } from './draft.ts'
import './summary.css'

const words = wizard.done
export type Result = Awaited<ReturnType<Client['schedule']['engage']>>

/** It is done: what leaves when, and where to follow it. */
export function Engaged({ options, result }: { options: Options; result: Result }) {
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
