/** A sequence while it is being written: what is on screen, how it began, and how it is said to the engine. Pure. */
import { readRich } from '../../parts/rich/read.ts'
import type { WholeSequence } from './types.ts'

export type DraftFile = { name: string; size: number; cid?: string } & ({ hash: string } | { content: string })

/** One way to write an email. */
export interface DraftText {
  subject: string
  isHtml: boolean
  /** The HTML is edited as it looks, not as its source. */
  isRich: boolean
  html: string
  text: string
  /** With HTML: the plain-text part is written by hand, not made from it. */
  ownText: boolean
  files: DraftFile[]
}

/** Another way than the step's own, which is A. */
export interface DraftVariant extends DraftText {
  letter: string
  weight: number
}

export interface DraftStep extends DraftText {
  /** Stays the same however steps move. */
  key: string
  /** Its number in the version this was made from; null for a new one. */
  from: number | null
  used: boolean
  planned: number
  kind: 'email' | 'task'
  /** What is to be done, of a task. */
  note: string
  days: number
  /** Null: the same hour as the email before. */
  hour: number | null
  /** On this date (`2026-12-01`) instead of after so many days. */
  on: string | null
  thread: 'reply' | 'new'
  weight: number
  variants: DraftVariant[]
  /** The variant that all get from now on. */
  winner: string | null
}

export interface Draft {
  name: string
  steps: DraftStep[]
}

let keys = 0
const newKey = (): string => `step-${++keys}`

const emptyText: DraftText = {
  subject: '',
  isHtml: false,
  isRich: true,
  html: '',
  text: '',
  ownText: false,
  files: [],
}

/** @param like an email whose form it begins in; left out: rich text */
export const emptyStep = (days: number, like?: Pick<DraftText, 'isHtml' | 'isRich'>): DraftStep => ({
  key: newKey(),
  from: null,
  used: false,
  planned: 0,
  kind: 'email',
  note: '',
  ...emptyText,
  isHtml: like?.isHtml ?? true,
  isRich: like?.isRich ?? true,
  days,
  hour: null,
  on: null,
  thread: 'reply',
  weight: 1,
  variants: [],
  winner: null,
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
    ...textOf(step),
    ...richAs(step.html, saved?.steps[i]),
    kind: step.kind,
    note: step.note ?? '',
    days: step.days,
    hour: step.hour,
    on: step.on,
    thread: step.thread,
    weight: step.weight,
    variants: step.variants.map((variant) => ({ letter: variant.key, weight: variant.weight, ...textOf(variant) })),
    winner: step.winner,
  })),
})

type Shown = Pick<WholeSequence['steps'][number], 'subject' | 'html' | 'text' | 'attachments'>
const textOf = ({ subject, html, text, attachments }: Shown): DraftText => ({
  subject,
  isHtml: !!html,
  isRich: readRich(html ?? '') !== null,
  html: html ?? '',
  text: text ?? '',
  ownText: !!html && !!text,
  files: attachments.map(({ name, hash, size, cid }) => ({ name, hash, size, ...(cid ? { cid } : {}) })),
})

/** Who looks at the source goes on looking at it when it was saved. */
const richAs = (html: string | null, was: DraftStep | undefined): Partial<DraftText> =>
  was && was.html === html ? { isRich: was.isRich } : {}

/** The written parts of a step, as check, render and save want them. */
export const bodyOf = ({ isHtml, html, text, ownText }: DraftText): { html?: string; text?: string } =>
  isHtml ? { html, ...(ownText && text.trim() ? { text } : {}) } : { text }

const looked = (text: DraftText) => ({
  subject: text.subject,
  ...bodyOf(text),
  attachments: text.files.map(({ name, size, cid }) => ({ name, size, ...(cid ? { cid } : {}) })),
})

/** For check, and (each step's own part of it) for render. */
export const writtenOf = (draft: Draft) =>
  draft.steps.map((step) => ({
    kind: step.kind,
    thread: step.thread,
    ...looked(step),
    variants: step.variants.map((variant) => ({ key: variant.letter, ...looked(variant) })),
  }))

const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** For create and, with `from`, for update. */
export const stepsOf = (draft: Draft) =>
  draft.steps.map((step, i) => ({
    ...(step.kind === 'task' ? { kind: step.kind, ...(step.note.trim() ? { note: step.note.trim() } : {}) } : {}),
    // what was written before it became a task is kept here, and sent to nobody
    ...savedText(step.kind === 'task' ? emptyText : step),
    ...(i === 0 ? {} : { delay: delayOf(step) }),
    ...(i > 0 && step.kind === 'email' && step.thread === 'new' ? { thread: step.thread } : {}),
    ...(step.kind === 'email' && step.variants.length > 0
      ? {
          weight: step.weight,
          variants: step.variants.map((variant) => ({
            key: variant.letter,
            weight: variant.weight,
            ...savedText(variant),
          })),
          ...(step.winner ? { winner: step.winner } : {}),
        }
      : {}),
  }))

const delayOf = ({ on, days, hour }: DraftStep) => {
  const at = hour === null ? {} : { at: hourText(hour) }
  return on === null ? { days, ...at } : { on, ...at }
}

const savedText = (text: DraftText) => ({
  subject: text.subject.trim(),
  ...bodyOf(text),
  attachments: text.files.map(({ name, cid, ...file }) => ({
    name,
    ...(cid ? { cid } : {}),
    ...('hash' in file ? { hash: file.hash } : { content: file.content }),
  })),
})

/** For a test: each step with one text, the open one with that which is looked at. */
export const testedOf = (draft: Draft, open: number, letter: string) =>
  draft.steps.map((step, at) => ({
    kind: step.kind,
    thread: step.thread,
    ...savedText(
      step.kind === 'task'
        ? emptyText
        : (at === open && step.variants.find((variant) => variant.letter === letter)) || step,
    ),
  }))

export const withFrom = (draft: Draft) =>
  stepsOf(draft).map((step, i) => {
    const from = draft.steps[i]?.from
    return from ? { ...step, from } : step
  })

const plain = ({ steps, ...rest }: Draft) =>
  JSON.stringify([rest, steps.map(({ key, planned, used, isRich, ...step }) => withoutLook(step))])

/** How it is looked at is no edit. */
const withoutLook = ({ variants, ...step }: Omit<DraftStep, 'key' | 'planned' | 'used' | 'isRich'>) => ({
  ...step,
  variants: variants.map(({ isRich, ...variant }) => variant),
})

/** What differs is what would be saved; how many emails are planned is no edit. */
export const isSame = (a: Draft, b: Draft): boolean => a === b || plain(a) === plain(b)

/** A first email has no delay, and a later one at least a day. */
const settle = (steps: DraftStep[]): DraftStep[] =>
  steps.map((step, i) =>
    i === 0
      ? { ...step, days: 0, hour: null, on: null, thread: 'new' as const }
      : step.days < 1
        ? { ...step, days: 2 }
        : step,
  )

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
  if (edit.do === 'add') {
    const before = draft.steps.findLast(({ kind }) => kind === 'email')
    return { ...draft, steps: [...draft.steps, emptyStep(3, before)] }
  }
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

type SavedFile = ReturnType<typeof savedText>['attachments'][number]
const isNew = (file: SavedFile): file is SavedFile & { content: string } => 'content' in file

/** For create: a sequence that was never saved has no files but new ones. */
export const newStepsOf = (draft: Draft) =>
  stepsOf(draft).map(({ attachments, variants, ...step }) => ({
    ...step,
    attachments: attachments.filter(isNew),
    ...(variants
      ? {
          variants: variants.map(({ attachments: files, ...variant }) => ({
            ...variant,
            attachments: files.filter(isNew),
          })),
        }
      : {}),
  }))
