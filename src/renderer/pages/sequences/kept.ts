/**
 * What is written and not saved yet, kept on this computer: a page that is loaded anew, or a browser that ended, must not
 * cost an hour's writing. One draft a sequence, with the version it was written over. Attachments that were only just
 * added are not kept: a browser's store is too small for them.
 */

import { readRich } from '../../parts/rich/read.ts'
import { type Draft, type DraftStep, type DraftText, type DraftVariant, emptyStep } from './draft.ts'

export interface KeptDraft {
  draft: Draft
  /** Of the saved sequence below it; 0 for a new one. */
  version: number
  /** The engine's clock, ms; null where it was not known yet. */
  at: number | null
  /** Names of attachments that were left out. */
  without: string[]
}

const nameOf = (id: string): string => `cadenza-draft ${id}`

const keptText = <T extends DraftText>(text: T): T => ({ ...text, files: text.files.filter((file) => 'hash' in file) })

/** @param id public id of the sequence, or "new" */
export function keepDraft(id: string, draft: Draft, version: number, at: number | null): void {
  const without: string[] = []
  const steps = draft.steps.map(({ key, ...step }) => {
    for (const file of [step, ...step.variants].flatMap(({ files }) => files))
      if (!('hash' in file)) without.push(file.name)
    return { ...keptText(step), variants: step.variants.map(keptText) }
  })
  try {
    window.localStorage.setItem(nameOf(id), JSON.stringify({ name: draft.name, steps, version, at, without }))
  } catch {
    // full, or forbidden here: the page still has it, and asks before it is left
  }
}

export function forgetDraft(id: string): void {
  try {
    window.localStorage.removeItem(nameOf(id))
  } catch {
    // where nothing may be kept, nothing was
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isWhole = (value: unknown): value is number => Number.isInteger(value)

/** A step as it was kept, by an earlier version of ours perhaps: what can't be read is as in an empty one. */
function readStep(raw: Partial<DraftStep>): DraftStep {
  const step = emptyStep(isWhole(raw.days) ? raw.days : 2)
  return {
    ...step,
    from: isWhole(raw.from) ? raw.from : null,
    used: raw.used === true,
    planned: isWhole(raw.planned) ? raw.planned : 0,
    ...readText(raw),
    kind: raw.kind === 'task' ? 'task' : 'email',
    note: isText(raw.note) ? raw.note : '',
    hour: isWhole(raw.hour) ? raw.hour : null,
    on: isText(raw.on) ? raw.on : null,
    thread: raw.thread === 'new' ? 'new' : 'reply',
    weight: isWhole(raw.weight) ? raw.weight : 1,
    variants: Array.isArray(raw.variants) ? raw.variants.filter(isVariant).map(readVariant) : [],
    winner: isText(raw.winner) ? raw.winner : null,
  }
}

const isVariant = (raw: Partial<DraftVariant> | null): raw is DraftVariant => /^[B-E]$/.test(String(raw?.letter))

const readVariant = (raw: DraftVariant): DraftVariant => ({
  letter: raw.letter,
  weight: isWhole(raw.weight) ? raw.weight : 1,
  ...readText(raw),
})

const readText = (raw: Partial<DraftText>): DraftText => ({
  subject: isText(raw.subject) ? raw.subject : '',
  isHtml: raw.isHtml === true,
  isRich: raw.isRich === true && readRich(isText(raw.html) ? raw.html : '') !== null,
  html: isText(raw.html) ? raw.html : '',
  text: isText(raw.text) ? raw.text : '',
  ownText: raw.ownText === true,
  files: Array.isArray(raw.files) ? raw.files.filter((file) => 'hash' in file && isText(file.hash)) : [],
})

/** What was kept of a sequence, or of a new one; null where nothing was, or nothing that can be read. */
export function readKept(id: string): KeptDraft | null {
  try {
    const raw = JSON.parse(window.localStorage.getItem(nameOf(id)) ?? 'null')
    if (!isText(raw?.name) || !isWhole(raw.version) || !Array.isArray(raw.steps) || raw.steps.length === 0) return null
    return {
      draft: { name: raw.name, steps: raw.steps.map(readStep) },
      version: raw.version,
      at: isWhole(raw.at) ? raw.at : null,
      without: Array.isArray(raw.without) ? raw.without.filter(isText) : [],
    }
  } catch {
    return null
  }
}
