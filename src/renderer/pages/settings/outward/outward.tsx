import { outward as words } from '../../../words/outward.ts'
import { settings } from '../../../words/settings.ts'
import { Section } from '../section.tsx'
import { Feeds } from './feeds.tsx'
import { Hooks } from './hooks.tsx'
import './outward.css'

/** What other programs are told: calendars that read the plan, and news that are posted. */
export function Outward() {
  return (
    <Section title={settings.sections.outward} lead={words.lead}>
      <Feeds />
      <Hooks />
    </Section>
  )
}
