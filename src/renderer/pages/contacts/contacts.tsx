import { Button, SegmentedControl } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Page, PageHead } from '../../parts/page.tsx'
import { companies } from '../../words/companies.ts'
import { contacts as words } from '../../words/contacts.ts'
import { AddDialog } from './add.tsx'
import { Companies } from './companies.tsx'
import type { Change } from './filter.tsx'
import { More } from './more.tsx'
import { People } from './people.tsx'
import { contactsSearch } from './search.ts'
import { Suppressions } from './suppressions.tsx'
import { useCount } from './use-contacts.ts'
import './contacts.css'

const leads = {
  people: words.lead,
  companies: () => companies.lead,
  suppressions: () => words.list.lead,
}

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
      data={(['people', 'companies', 'suppressions'] as const).map((value) => ({ value, label: words.tabs[value] }))}
      onChange={(next) => void go({ search: contactsSearch(next === 'people' ? {} : { tab: next }) })}
    />
  )
  return (
    <Page fill>
      <PageHead
        title={words.title}
        lead={leads[tab](all?.contacts ?? 0)}
        actions={
          tab === 'people' ? (
            <>
              <More search={search} />
              <Button component={Link} to="/contacts/import" variant="default">
                {words.import}
              </Button>
              <Button onClick={() => setAdding(true)}>{words.add}</Button>
            </>
          ) : tab === 'suppressions' ? (
            <Button variant="default" onClick={() => setAdding(true)}>
              {words.list.add}
            </Button>
          ) : undefined
        }
      />
      {tab === 'people' ? (
        <People search={search} change={change} tabs={tabs} />
      ) : tab === 'companies' ? (
        <Companies search={search} change={change} tabs={tabs} />
      ) : (
        <Suppressions {...{ search, change, tabs }} isAdding={adding} onAdded={() => setAdding(false)} />
      )}
      <AddDialog opened={adding && tab === 'people'} onClose={() => setAdding(false)} />
    </Page>
  )
}
