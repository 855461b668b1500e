import { flag, oneOf, present, text } from '../../parts/search-params.ts'

const contactStates = [
  'pending',
  'active',
  'paused',
  'replied',
  'bounced',
  'unsubscribed',
  'stopped',
  'finished',
  'failed',
] as const

/** What the address of this screen says. */
export const sequencesSearch = (raw: Record<string, unknown>) =>
  present({
    search: text(raw.search),
    show: oneOf(raw.show, ['running', 'draft', 'finished', 'archived']),
    sort: oneOf(raw.sort, ['name', 'contacts', 'next', 'finish', 'created']),
    desc: flag(raw.desc),
  })

/** What the address of this screen says. */
export const sequenceSearch = (raw: Record<string, unknown>) =>
  present({
    tab: oneOf(raw.tab, ['emails', 'report']),
    /** Of the report's contacts. */
    state: oneOf(raw.state, contactStates),
    sender: text(raw.sender, 64),
  })
