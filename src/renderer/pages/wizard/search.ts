import { oneOf, present, text } from '../../parts/search-params.ts'

/** What the address of this screen says. */
export const wizardSearch = (raw: Record<string, unknown>) =>
  present({
    step: oneOf(raw.step, ['contacts', 'senders', 'when', 'summary']),
    tag: text(raw.tag),
  })
