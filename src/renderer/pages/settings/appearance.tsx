import { Radio, Switch, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { queries, shell } from '../../api/client.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { settings } from '../../words/settings.ts'
import { Section } from './section.tsx'

const words = settings.appearance
const schemes = ['light', 'dark', 'auto'] as const
type Scheme = (typeof schemes)[number]

/** Only the desktop can start with the computer. */
function Login({ desktop }: { desktop: NonNullable<typeof shell> }) {
  const queryKey = ['shell', 'login']
  const login = useQuery({ queryKey, queryFn: () => desktop.login.get() })
  const set = useMutation({
    mutationFn: (on: boolean) => desktop.login.set({ on }),
    onSuccess: (now) => queries.setQueryData(queryKey, now),
  })
  if (!login.data) return null
  return (
    <>
      <Switch
        label={words.login}
        description={login.data.words ?? words.loginMore}
        disabled={!login.data.possible}
        checked={login.data.on}
        onChange={({ currentTarget }) => set.mutate(currentTarget.checked)}
      />
      {set.error && <Notice tone="bad">{wordsOf(set.error)}</Notice>}
    </>
  )
}

/** How Cadenza looks here; kept on this computer alone. */
export function Appearance() {
  // keeping transitions: the library would stop them with a style element, which the page's policy refuses
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const choose = (scheme: string) => {
    setColorScheme(scheme as Scheme)
    // the window's own frame follows
    void shell?.theme({ theme: scheme === 'auto' ? 'system' : (scheme as 'light' | 'dark') }).catch(() => {})
  }
  return (
    <Section title={settings.sections.appearance} lead={words.lead}>
      <div className="st-setting-fields">
        <Radio.Group label={words.theme} value={colorScheme} onChange={choose}>
          <div className="st-setting-choices">
            {schemes.map((scheme) => (
              <Radio key={scheme} value={scheme} label={words.themes[scheme]} />
            ))}
          </div>
        </Radio.Group>
        {shell && <Login desktop={shell} />}
      </div>
    </Section>
  )
}
