import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLeaving } from '../../parts/leaving.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { settings as words } from '../../words/settings.ts'

/** One section: its name, what it is about, its own action. */
export function Section({
  title,
  lead,
  action,
  children,
}: {
  title: string
  lead: string
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="st-setting" aria-label={title}>
      <header className="st-setting-head">
        <div className="grow">
          <h2>{title}</h2>
          <p className="dim">{lead}</p>
        </div>
        {action}
      </header>
      {children}
    </section>
  )
}

export interface Saving {
  isChanged: boolean
  isSaving: boolean
  error: unknown
  discard: () => void
}

/** What a change does, and the two buttons that decide about it. Says nothing while nothing is changed. */
export function SaveBar({
  saving,
  children,
  isBlocked,
}: {
  saving: Saving
  children?: ReactNode
  isBlocked?: boolean
}) {
  useLeaving(() => saving.isChanged)
  return (
    <div className="st-setting-save" data-changed={saving.isChanged || undefined} aria-live="polite">
      {saving.error !== null && saving.error !== undefined && <Notice tone="bad">{wordsOf(saving.error)}</Notice>}
      {saving.isChanged && children}
      <div className="row">
        <Button type="submit" disabled={!saving.isChanged || isBlocked} loading={saving.isSaving}>
          {words.save}
        </Button>
        {saving.isChanged && (
          <Button variant="default" onClick={saving.discard}>
            {words.discard}
          </Button>
        )}
      </div>
    </div>
  )
}
