/** A sequence as every door shows it: its steps, and how far it is. */
import { enrollmentStates } from '../../../shared/domain/enrollment.ts'
import { sendStates } from '../../../shared/domain/send.ts'
import type { Store } from '../../store/open.ts'
import {
  type ContactFigure,
  contactFigures,
  type EmailFigure,
  emailFigures,
  plannedPerStep,
  usedSteps,
} from '../../store/sequence-figures.ts'
import { attachmentSize, type SequenceRow } from '../../store/sequences.ts'
import type { StoredStep } from '../../store/stored-step.ts'
import { iso, isoOrNull } from '../context.ts'
import { variablesPerStep } from './steps.ts'

type WrittenText = Pick<StoredStep, 'subject' | 'html' | 'text' | 'attachments'>

const zeros = <T extends string>(names: readonly T[]): Record<T, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<T, number>

const least = (values: (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}
const most = (values: (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** Figures of some sequences, read in one go. */
export interface Figures {
  contacts: ContactFigure[]
  emails: EmailFigure[]
}

/** Of one sequence, or (null) of all. */
export const figuresOf = (store: Store, sequenceId: number | null): Figures => ({
  contacts: contactFigures(store, sequenceId),
  emails: emailFigures(store, sequenceId),
})

/** By sequence, so that a list looks each of its rows up once. */
export function bySequence(figures: Figures): Map<number, Figures> {
  const found = new Map<number, Figures>()
  const of = (id: number): Figures => {
    const known = found.get(id) ?? { contacts: [], emails: [] }
    found.set(id, known)
    return known
  }
  for (const figure of figures.contacts) of(figure.sequenceId).contacts.push(figure)
  for (const figure of figures.emails) of(figure.sequenceId).emails.push(figure)
  return found
}

/** What was tried in the sandbox is no mail: it is shown only as long as there is nothing else. */
function progressOf({ contacts, emails }: Figures) {
  const engaged = (sandbox: 0 | 1) =>
    contacts.filter((figure) => figure.sandbox === sandbox).reduce((sum, { n }) => sum + n, 0)
  const rehearsed = engaged(1)
  const real = engaged(0)
  const sandbox = rehearsed > 0 && real === 0 ? 1 : 0
  const states = zeros(enrollmentStates)
  for (const figure of contacts) if (figure.sandbox === sandbox) states[figure.state] += figure.n
  const counts = zeros(sendStates)
  const own = emails.filter((figure) => figure.sandbox === sandbox)
  for (const figure of own) counts[figure.state] += figure.n
  const sent = own.filter(({ state }) => state === 'sent')
  const planned = own.filter(({ state }) => state === 'planned')
  return {
    rehearsed,
    progress: {
      sandbox: sandbox === 1,
      engaged: sandbox ? rehearsed : real,
      contacts: states,
      emails: counts,
      first: isoOrNull(least(sent.map((figure) => figure.firstSent))),
      last: isoOrNull(most(sent.map((figure) => figure.lastSent))),
      next: isoOrNull(least(planned.map((figure) => figure.firstAt))),
      finish: isoOrNull(most(planned.map((figure) => figure.lastAt))),
    },
  }
}

type State = 'draft' | 'running' | 'paused' | 'finished'

function facts(row: SequenceRow, figures: Figures) {
  const { rehearsed, progress } = progressOf(figures)
  const { pending, active, paused } = progress.contacts
  const over = pending + active + paused === 0
  const state: State = progress.engaged === 0 ? 'draft' : over ? 'finished' : row.paused === 1 ? 'paused' : 'running'
  return {
    public_id: row.publicId,
    name: row.name,
    state,
    paused: row.paused === 1,
    archived: row.archived === 1,
    version: row.version,
    enrolled: row.enrolled,
    active: row.active,
    sandbox_contacts: rehearsed,
    progress,
    created_at: iso(row.createdAt),
  }
}

/** A sequence with what its steps are called. */
export function shown(store: Store, row: SequenceRow, figures: Figures) {
  const needs = variablesPerStep(store, row)
  return {
    ...facts(row, figures),
    steps: row.steps.map((step, i) => ({
      subject: step.subject,
      days: step.days,
      hour: step.hour,
      variables: needs[i] ?? [],
      attachments: step.attachments.map(({ name }) => name),
    })),
  }
}

const shownText = (store: Store, { subject, html, text, attachments }: WrittenText) => ({
  subject,
  html,
  text,
  attachments: attachments.map(({ name, hash, cid }) => ({
    name,
    hash,
    size: attachmentSize(store, hash) ?? 0,
    cid: cid ?? null,
  })),
})

/** A sequence with its whole text, and what of it is in use. */
export function shownWhole(store: Store, row: SequenceRow) {
  const needs = variablesPerStep(store, row)
  const used = usedSteps(store, row.id)
  const planned = new Map(plannedPerStep(store, row.id).map(({ step, n }) => [step, n]))
  return {
    ...facts(row, figuresOf(store, row.id)),
    steps: row.steps.map((step, i) => ({
      kind: step.kind ?? 'email',
      ...shownText(store, step),
      days: step.days,
      hour: step.hour,
      on: step.on ?? null,
      thread: step.thread ?? (i === 0 ? 'new' : 'reply'),
      note: step.note ?? null,
      weight: step.weight ?? 1,
      variants: (step.variants ?? []).map((variant) => ({
        key: variant.key,
        weight: variant.weight,
        ...shownText(store, variant),
      })),
      winner: step.winner ?? null,
      variables: needs[i] ?? [],
      used: i < used.steps,
      planned: planned.get(i + 1) ?? 0,
    })),
  }
}
