import { Button } from '@mantine/core'
import { settings } from '../../words/settings.ts'
import { Section } from './section.tsx'

const words = settings.suppression

export function Suppression() {
  return (
    <Section title={settings.sections.suppression} lead={words.lead}>
      <p className="dim">{words.more}</p>
      <p>
        <Button component="a" href="#/contacts?tab=suppressions" variant="default">
          {words.open}
        </Button>
      </p>
    </Section>
  )
}
