import { Button, Progress } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Notice } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { contactImport as words } from '../../words/contact-import.ts'
import { CheckStep, Done } from './import-check.tsx'
import { ColumnsStep } from './import-columns.tsx'
import { FileStep } from './import-file.tsx'
import { PastImports } from './import-past.tsx'
import { type Importing, useImport } from './use-import.ts'
import './import.css'

function Part({ n, title, on, children }: { n: number; title: string; on: boolean; children: ReactNode }) {
  return (
    <li className={on ? 'on' : undefined} aria-current={on ? 'step' : undefined}>
      <span className="im-n" aria-hidden>
        {n}
      </span>
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  )
}

/** How far it is, and a way to break it off. */
function Running({ importing }: { importing: Importing }) {
  const { busy, cancel } = importing
  if (!busy || busy.what === 'reading') return null
  const what = busy.what === 'looking' ? words.check.looking : words.running
  return (
    <div className="im-running">
      <div className="row">
        <span className="grow" role="status">
          {what} <span className="dim">{words.progress(busy.share)}</span>
        </span>
        <Button size="xs" variant="default" onClick={cancel}>
          {words.check.cancel}
        </Button>
      </div>
      <Progress value={busy.share * 100} aria-label={what} size={6} />
    </div>
  )
}

/** A list becomes contacts in three steps; each can be gone back to until the last one is confirmed. */
export function Import() {
  const importing = useImport()
  const { step, error, busy } = importing
  return (
    <Page>
      <nav className="im-back">
        <Link to="/contacts">{words.back}</Link>
      </nav>
      <PageHead title={words.title} lead={words.lead} />
      <ol className="im-steps">
        <Part n={1} title={words.file.title} on={step.at === 'file'}>
          <FileStep importing={importing} />
          {error && step.at === 'file' && <Notice tone="bad">{error}</Notice>}
        </Part>
        {step.at !== 'file' && (
          <Part n={2} title={words.columns.title} on={step.at === 'columns'}>
            <ColumnsStep importing={importing} />
            {error && step.at === 'columns' && <Notice tone="bad">{error}</Notice>}
            {step.at === 'columns' && <Running importing={importing} />}
          </Part>
        )}
        {(step.at === 'check' || step.at === 'done') && (
          <Part n={3} title={step.at === 'done' ? words.done.part : words.check.title} on>
            {step.at === 'check' ? (
              <CheckStep importing={importing} result={step.result} />
            ) : (
              <Done importing={importing} result={step.result} />
            )}
            {error && !busy && <Notice tone="bad">{error}</Notice>}
            {step.at === 'check' && <Running importing={importing} />}
          </Part>
        )}
      </ol>
      {step.at === 'file' && <PastImports />}
    </Page>
  )
}
