/** A sequence while it is being written: what is on screen, how it began, and how it is said to the engine. Pure. */
import type { WholeSequence } from './types.ts'

export type DraftFile = { name: string; size: number } & ({ hash: string } | { content: string })

export interface DraftStep {
  /** Stays the same however steps move. */
  key: string
  /** Its number in the version this was made from; null for a new one. */
  from: number | null
  used: boolean
  planned: number
  subject: string
  isHtml: boolean
  html: string
  text: string
  /** With HTML: the plain-text part is written by hand, not made from it. */
  ownText: boolean
  days: number
  /** Null: the same hour as the email before. */
  hour: number | null
  files: DraftFile[]
}

export interface Draft {
  name: string
  steps: DraftStep[]
}

let keys = 0
const newKey = (): string => `step-${++keys}`

export const emptyStep = (days: number): DraftStep => ({
  key: newKey(),
  from: null,
  used: false,
  planned: 0,
  subject: '',
  isHtml: false,
  html: '',
  text: '',
  ownText: false,
  days,
  hour: null,
  files: [],
})

export const emptyDraft = (): Draft => ({ name: '', steps: [emptyStep(0)] })

/**
 * The saved sequence as the editor holds it.
 *
 * @param saved the draft it was saved from: its steps stay the same ones, open and focused as they were
 */
export const draftOf = (whole: WholeSequence, saved?: Draft): Draft => ({
  name: whole.name,
  steps: whole.steps.map((step, i) => ({
    key: saved?.steps[i]?.key ?? newKey(),
    from: i + 1,
    used: step.used,
    planned: step.planned,
    subject: step.subject,
    isHtml: !!step.html,
    html: step.html ?? '',
    text: step.text ?? '',
    ownText: !!step.html && !!step.text,
    days: step.days,
    hour: step.hour,
    files: step.attachments.map(({ name, hash, size }) => ({ name, hash, size })),
  })),
})

/** The written parts of a step, as check, render and save want them. */
export const bodyOf = ({ isHtml, html, text, ownText }: DraftStep): { html?: string; text?: string } =>
  isHtml ? { html, ...(ownText && text.trim() ? { text } : {}) } : { text }

/** For check and render. */
export const writtenOf = (draft: Draft) => draft.steps.map((step) => ({ subject: step.subject, ...bodyOf(step) }))

const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** For create and, with `from`, for update. */
export const stepsOf = (draft: Draft) =>
  draft.steps.map((step, i) => ({
    subject: step.subject.trim(),
    ...bodyOf(step),
    ...(i === 0 ? {} : { delay: { days: step.days, ...(step.hour === null ? {} : { at: hourText(step.hour) }) } }),
    attachments: step.files.map((file) =>
      'hash' in file ? { name: file.name, hash: file.hash } : { name: file.name, content: file.content },
    ),
  }))

export const withFrom = (draft: Draft) =>
  stepsOf(draft).map((step, i) => {
    const from = draft.steps[i]?.from
    return from ? { ...step, from } : step
  })

const plain = ({ steps, ...rest }: Draft) =>
  JSON.stringify([rest, steps.map(({ key, planned, used, ...step }) => step)])

/** What differs is what would be saved; how many emails are planned is no edit. */
export const isSame = (a: Draft, b: Draft): boolean => a === b || plain(a) === plain(b)

/** A first email has no delay, and a later one at least a day. */
const settle = (steps: DraftStep[]): DraftStep[] =>
  steps.map((step, i) => (i === 0 ? { ...step, days: 0, hour: null } : step.days < 1 ? { ...step, days: 2 } : step))

export type Edit =
  | { do: 'name'; name: string }
  | { do: 'step'; key: string; change: Partial<DraftStep> }
  | { do: 'add' }
  | { do: 'copy' | 'remove' | 'up' | 'down'; key: string }
  | { do: 'all'; draft: Draft }
  /** What the engine knows about steps that are saved: no edit of anybody's. */
  | { do: 'use'; of: WholeSequence }

/** The draft after an edit; the same one where the edit does nothing. */
export function edited(draft: Draft, edit: Edit): Draft {
  if (edit.do === 'all') return edit.draft
  if (edit.do === 'name') return { ...draft, name: edit.name }
  if (edit.do === 'use') return { ...draft, steps: draft.steps.map((step) => withUse(step, edit.of)) }
  if (edit.do === 'add') return { ...draft, steps: [...draft.steps, emptyStep(3)] }
  const at = draft.steps.findIndex(({ key }) => key === edit.key)
  const step = draft.steps[at]
  if (!step) return draft
  const steps = [...draft.steps]
  if (edit.do === 'step') steps[at] = { ...step, ...edit.change }
  else if (edit.do === 'copy') steps.splice(at + 1, 0, { ...step, key: newKey(), from: null, used: false, planned: 0 })
  else if (edit.do === 'remove') steps.splice(at, 1)
  else {
    const to = edit.do === 'up' ? at - 1 : at + 1
    if (!steps[to]) return draft
    steps.splice(at, 1)
    steps.splice(to, 0, step)
  }
  return { ...draft, steps: settle(steps) }
}

function withUse(step: DraftStep, { steps }: WholeSequence): DraftStep {
  const known = step.from === null ? undefined : steps[step.from - 1]
  if (!known || (known.used === step.used && known.planned === step.planned)) return step
  return { ...step, used: known.used, planned: known.planned }
}

/** A step that is in use keeps its place, so nothing can go before it or take its number. */
export const canMove = (draft: Draft, at: number, by: -1 | 1): boolean => {
  const [step, other] = [draft.steps[at], draft.steps[at + by]]
  return !!step && !!other && !step.used && !other.used
}

export const canRemove = (draft: Draft, at: number): boolean =>
  draft.steps.length > 1 && draft.steps.slice(at).every(({ used }) => !used)

/** A copy goes behind its step, so no used one may follow it. */
export const canCopy = (draft: Draft, at: number): boolean => draft.steps.slice(at + 1).every(({ used }) => !used)

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Text as HTML paragraphs, its variables as they are. */
export const htmlOf = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map(
      (paragraph) =>
        `<p>${paragraph
          .split(/(\{\{.*?\}\}|\{%.*?%\})/s)
          .map((part, i) => (i % 2 ? part : escaped(part)))
          .join('')
          .replaceAll('\n', '<br>\n')}</p>`,
    )
    .join('\n')
