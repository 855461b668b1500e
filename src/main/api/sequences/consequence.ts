/** What an edit of a sequence means for mail that has not left yet, in words. */
import { momentText } from '../../../shared/domain/time-text.ts'
import { textOf } from '../../../shared/domain/variant.ts'
import { compileTemplate } from '../../mail/template.ts'
import { unsentWithout } from '../../store/contact-variables.ts'
import type { Reader } from '../../store/open.ts'
import { unsentByStep } from '../../store/own-text.ts'
import type { StoredStep } from '../../store/stored-step.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { iso, isoOrNull } from '../context.ts'
import type { Edited } from './edit.ts'
import type { Reached } from './reach.ts'
import { emptyWords, type WouldBeEmpty, wouldBeEmpty } from './would-be-empty.ts'

interface StepConsequence {
  step: number
  change: 'same' | 'changed' | 'added'
  new_text: number
  own_text: number
  new_time: number
  missing: { variable: string; contacts: number }[]
  empty: WouldBeEmpty[]
}

/** Asked in the transaction of the edit, or what it did couldn't be counted. */
export function consequenceOf(reader: Reader, edited: Edited) {
  const steps = edited.changes.map(({ step, change }): StepConsequence => {
    const added = addedIn(edited, step)
    const takes = [...takersOf(edited, step), ...added.map((row) => ({ ...row, gets: row.variant }))]
    const ids = takes.map(({ id }) => id)
    return {
      step,
      change,
      new_text: takes.length - added.length,
      own_text: edited.own.rows.filter((row) => row.step === step).length,
      new_time: added.length > 0 ? 0 : (edited.newTime?.get(step) ?? 0),
      missing: missing(reader, edited.steps[step - 1], takes),
      empty: wouldBeEmpty(reader, ids, edited.steps, step),
    }
  })
  return {
    words: words(reader, edited, steps),
    steps,
    own: ownShown(edited),
    emails: rewritten(reader, edited),
    finish: { before: isoOrNull(edited.finish.before), after: isoOrNull(edited.finish.after) },
  }
}

const addedIn = ({ added }: Edited, step: number) => added.filter((row) => row.step === step)

/** Which of those that an edit reaches take what it says: not what is repeated word for word, nor a text of its own that is kept. */
const takersOf = ({ reached, own }: Edited, step: number): Reached[] =>
  reached.filter((row) => row.step === step && row.repeated === 0 && (row.own === 0 || own.isReplaced))

/** How many are named; the others are counted. */
const fewNamed = 50

/** Whose email says something else from now on: the text of its variant is another one, or it gets another variant. */
function rewritten(reader: Reader, edited: Edited) {
  const takes = edited.changes.flatMap(({ step }) => takersOf(edited, step)).filter(({ kind }) => kind === 'sequence')
  const ids = takes.map(({ id }) => id)
  const dealt = takes.filter(isDealt).map(({ id }) => id)
  return unsentByStep(reader, { ids, dealt }, fewNamed).map(({ publicId, at, ...shown }) => ({
    public_id: publicId,
    ...shown,
    at: iso(at),
  }))
}

const isDealt = ({ variant, gets }: Reached): boolean => variant !== gets

function ownShown({ own: { rows, token, isReplaced } }: Edited) {
  return {
    count: rows.length,
    become: isReplaced ? ('replaced' as const) : ('kept' as const),
    token,
    emails: rows.slice(0, fewNamed).map(({ publicId, step, contact, name, how, by, at }) => ({
      public_id: publicId,
      step,
      contact,
      name,
      how,
      by,
      at: iso(at),
    })),
  }
}

/** Which variables those lack who take a step's text, each by what the variant that falls to it needs. */
function missing(
  reader: Reader,
  source: StoredStep | undefined,
  takes: readonly Pick<Reached, 'id' | 'gets'>[],
): StepConsequence['missing'] {
  if (!source || source.kind === 'task') return []
  const needed = new Map<string, number[]>()
  for (const [variant, rows] of Map.groupBy(takes, ({ gets }) => gets)) {
    const compiled = compileTemplate(textOf(source, variant))
    for (const variable of compiled.ok ? compiled.template.required : [])
      needed.set(variable, [...(needed.get(variable) ?? []), ...rows.map(({ id }) => id)])
  }
  return [...needed]
    .map(([variable, ids]) => ({ variable, contacts: unsentWithout(reader, ids, variable) }))
    .filter(({ contacts }) => contacts > 0)
}

const emails = (n: number): string => `${n.toLocaleString('en-GB')} ${n === 1 ? 'email' : 'emails'}`
const contacts = (n: number): string => `${n.toLocaleString('en-GB')} ${n === 1 ? 'contact' : 'contacts'}`

function words(reader: Reader, edited: Edited, steps: StepConsequence[]): string[] {
  const said = steps.flatMap((step) => wordsOfStep(edited, step))
  if (edited.newTime === null) said.push('Its planned emails are planned anew; their new slots show in a moment.')
  if (edited.others > 0) said.push(`${emails(edited.others)} of other sequences move to another slot with them.`)
  said.push(...finishWords(reader, edited))
  if (edited.left > 0) said.push('A rehearsal under way in the sandbox goes on with the version it began with.')
  return said.length > 0 ? said : ['No email that is planned changes.']
}

function wordsOfStep(
  edited: Edited,
  { step, new_text, own_text, new_time, missing, empty }: StepConsequence,
): string[] {
  const added = addedIn(edited, step).length
  const said: string[] = []
  if (added > 0)
    said.push(`Step ${step} is new. ${contacts(added)} under way get it; those whose sequence is over don't.`)
  else if (new_text > 0 && takersOf(edited, step).every((row) => isDealt(row) && row.own === 0))
    said.push(dealtWords(edited, step, new_text))
  else if (new_text > 0)
    said.push(
      `${countOf(edited, step, new_text)} of step ${step} ${new_text === 1 ? 'that has not left yet takes' : 'that have not left yet take'} the new text.`,
    )
  if (own_text > 0) said.push(ownWords(edited, step, own_text))
  const repeated = edited.reached.filter((row) => row.step === step && row.repeated === 1).length
  if (repeated > 0)
    said.push(`${emails(repeated)} of step ${step} may have left already and would be repeated word for word.`)
  if (new_time > 0)
    said.push(`${countOf(edited, step, new_time)} of step ${step} ${new_time === 1 ? 'gets' : 'get'} another slot.`)
  for (const { variable, contacts: n } of missing)
    said.push(
      `${contacts(n)} still to get step ${step} ${n === 1 ? 'has' : 'have'} no ${variable}: that email will be held back until it is filled in.`,
    )
  for (const each of empty) said.push(emptyWords(each, step))
  return said
}

/** Emails, or tasks where the step is one. */
const countOf = ({ steps }: Edited, step: number, n: number): string =>
  steps[step - 1]?.kind === 'task' ? `${n.toLocaleString('en-GB')} ${n === 1 ? 'task' : 'tasks'}` : emails(n)

function ownWords({ own }: Edited, step: number, n: number): string {
  const theirs =
    n === 1 ? 'the text that a person wrote or approved for it' : 'the texts that a person wrote or approved for them'
  if (own.isReplaced) return `${emails(n)} of step ${step} among them ${n === 1 ? 'loses' : 'lose'} ${theirs}.`
  return `${emails(n)} of step ${step} ${n === 1 ? 'keeps' : 'keep'} ${theirs}.`
}

function dealtWords({ steps }: Edited, step: number, n: number): string {
  const winner = steps[step - 1]?.winner
  const those = `${emails(n)} of step ${step} ${n === 1 ? 'that has' : 'that have'} not left yet`
  if (winner !== undefined) return `${those} ${n === 1 ? 'takes' : 'take'} variant ${winner}.`
  return `${those} ${n === 1 ? 'gets' : 'get'} another variant, dealt by weight.`
}

function finishWords(reader: Reader, { finish, now }: Edited): string[] {
  if (finish.after === null || finish.after === finish.before) return []
  const { zone } = workspaceRow(reader)
  const instead = finish.before === null ? '' : ` instead of ${momentText(finish.before, now, zone)}`
  return [`The last email then leaves ${momentText(finish.after, now, zone)}${instead} (${zone}).`]
}
