import { useMantineColorScheme } from '@mantine/core'
import { createSpotlight, Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useStatus } from '../api/hooks.ts'
import { shell } from '../words/shell.ts'
import { useEngineSwitches } from './engine-foot.tsx'
import { screens } from './go.ts'
import { useContacts, useMailboxes, useSections, useSequences } from './palette-names.ts'
import { openShortcuts } from './shortcuts.tsx'

const words = shell.palette

type Entry = [label: string, run: () => unknown, keys?: string]

const entries = (all: Entry[]): SpotlightActionData[] =>
  all.map(([label, onClick, keywords]) => ({ id: label, label, onClick, ...(keywords && { keywords }) }))

function useActions(): Entry[] {
  const go = useNavigate()
  const status = useStatus().data
  const { pause, resume, stop } = useEngineSwitches()
  // keeping transitions: the library would stop them with a style element, which the page's policy refuses
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const halted = status ? status.paused || status.stopped : false
  const engine: Entry[] = halted
    ? [[shell.engine.resume, resume, 'go on unpause']]
    : [
        [shell.engine.pause, pause, 'wait hold'],
        [shell.engine.stop, stop, 'red halt emergency'],
      ]
  return [
    [words.newSequence, () => void go({ to: '/sequences/$id', params: { id: 'new' } }), 'write create'],
    [words.importContacts, () => void go({ to: '/contacts/import' }), 'csv upload people'],
    [words.connect, () => void go({ to: '/mailboxes/connect' }), 'smtp account sender'],
    ...engine,
    [words.theme.light, () => setColorScheme('light'), 'theme appearance'],
    [words.theme.dark, () => setColorScheme('dark'), 'theme appearance night'],
    [words.theme.auto, () => setColorScheme('auto'), 'theme appearance'],
    [words.tour, () => void go({ to: '/tour' }), 'help start introduction'],
    [words.keys, openShortcuts, 'help'],
  ]
}

const [store] = createSpotlight()

/** Selects the first entry as the library does, which looks only while one types, before what is found has come. */
function useFirstSelected(found: readonly SpotlightActionData[]) {
  const first = found[0]?.id
  useEffect(() => {
    const list = document.querySelector('.palette-list')
    if (first === undefined || !list || list.querySelector('[data-selected]')) return
    list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
    store.updateState((state) => ({ ...state, selected: 0 }))
  }, [first])
}

/** Everything by name: Ctrl-K or ⌘K. */
export function Palette() {
  const go = useNavigate()
  const [asked, setAsked] = useState(false)
  const [query, setQuery] = useState('')
  const { found, isLooking } = useContacts(query)
  useFirstSelected(found)
  const actions: (SpotlightActionGroupData | SpotlightActionData)[] = [
    {
      group: words.go,
      actions: entries([
        ...screens.map(({ to, name }): Entry => [name, () => void go({ to: to as '/' })]),
        [words.groups, () => void go({ to: '/mailboxes/groups' })],
      ]),
    },
    { group: words.act, actions: entries(useActions()) },
    { group: shell.nav.sequences, actions: useSequences(asked) },
    { group: shell.nav.mailboxes, actions: useMailboxes(asked) },
    { group: shell.nav.settings, actions: useSections() },
    // last: they come when the engine has found them, and nothing above them may move
    { group: shell.nav.contacts, actions: found },
  ]
  return (
    <Spotlight
      store={store}
      actions={actions}
      shortcut={['mod + K']}
      query={query}
      onQueryChange={setQuery}
      nothingFound={isLooking ? words.looking : words.nothing}
      highlightQuery
      scrollable
      maxHeight={420}
      lockScroll={false}
      onSpotlightOpen={() => setAsked(true)}
      searchProps={{ placeholder: words.placeholder, 'aria-label': words.label }}
      centered={false}
      yOffset="12vh"
      overlayProps={{ blur: 0 }}
      attributes={{ content: { 'aria-label': words.label } }}
      classNames={{
        overlay: 'cz-overlay',
        content: 'cz-dialog',
        search: 'palette-search',
        actionsList: 'palette-list',
        action: 'cz-item',
        actionsGroup: 'palette-group',
        actionDescription: 'palette-more',
      }}
    />
  )
}
