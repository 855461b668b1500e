import { Button, SegmentedControl } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Page, PageHead } from '../../parts/page.tsx'
import { contacts as words } from '../../words/contacts.ts'
import { AddDialog } from './add.tsx'
import type { Change } from './filter.tsx'
import { More } from './more.tsx'
import { People } from './people.tsx'
import { contactsSearch } from './search.ts'
import { Suppressions } from './suppressions.tsx'
import { useCount } from './use-contacts.ts'
import './contacts.css'

/** Everybody you write to, and those you never do. */
export function Contacts() {
  const search = useSearch({ from: '/frame/contacts' })
  const go = useNavigate({ from: '/contacts' })
  const [adding, setAdding] = useState(false)
  const all = useCount({})
  const change: Change = (next) =>
    void go({ search: (now) => contactsSearch({ ...now, ...next }), replace: true, resetScroll: false })
  const tab = search.tab ?? 'people'
  const tabs = (
    <SegmentedControl
      aria-label={words.tabs.label}
      value={tab}
      data={(['people', 'suppressions'] as const).map((value) => ({ value, label: words.tabs[value] }))}
      onChange={(next) => void go({ search: next === 'people' ? {} : { tab: 'suppressions' } })}
    />
  )
  return (
    <Page fill>
      <PageHead
        title={words.title}
        lead={tab === 'people' ? words.lead(all?.contacts ?? 0) : words.list.lead}
        actions={
          tab === 'people' ? (
            <>
              <More search={search} />
              <Button component={Link} to="/contacts/import" variant="default">
                {words.import}
              </Button>
              <Button onClick={() => setAdding(true)}>{words.add}</Button>
            </>
          ) : (
            <Button variant="default" onClick={() => setAdding(true)}>
              {words.list.add}
            </Button>
          )
        }
      />
      {tab === 'people' ? (
        <People search={search} change={change} tabs={tabs} />
      ) : (
        <Suppressions {...{ search, change, tabs }} isAdding={adding} onAdded={() => setAdding(false)} />
      )}
      <AddDialog opened={adding && tab === 'people'} onClose={() => setAdding(false)} />
    </Page>
  )
}
