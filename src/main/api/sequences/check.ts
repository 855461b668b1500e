/** Reads steps on their way to being written, and says all that is wrong with them at once. Writes nothing. */
import { nearest } from '../../../shared/domain/sequence-problem.ts'
import { type Place, placeOfVariable, plainWords, writingProblems } from '../../../shared/domain/sequence-writing.ts'
import { type CompiledTemplate, compileTemplate, namedIn, type TemplatePart } from '../../mail/template.ts'
import { builtInNames, contactsLookedAt, contactsWithout, ownVariables } from '../../store/contact-variables.ts'
import type { Reader } from '../../store/open.ts'
import { os } from '../context.ts'

interface Draft {
  subject: string
  html?: string | undefined
  text?: string | undefined
}

interface Problem {
  step: number
  part: 'subject' | 'html' | 'text' | 'step'
  line: number | null
  column: number | null
  severity: 'error' | 'warning'
  message: string
}

/** Where a variable is named, and whether any of the places needs it. */
interface Use {
  steps: Set<number>
  required: boolean
  first: { step: number; part: TemplatePart; place: Place | null }
}

/** Filled for everybody. */
const always = ['email', 'domain', 'sender.name', 'sender.address', 'signature']
const parts = ['subject', 'html', 'text'] as const

export const check = os.sequences.check.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const problems: Problem[] = []
    const uses = new Map<string, Use>()
    for (const [i, step] of input.steps.entries()) problems.push(...readDraft(step, i + 1, uses))
    const looked = contactsLookedAt(room.store)
    const variables = variablesOf(room.store, uses, looked)
    for (const variable of variables) {
      const problem = variableProblem(variable, uses.get(variable.name) as Use, looked)
      if (problem) problems.push(problem)
    }
    problems.sort((a, b) => a.step - b.step || rank(a) - rank(b))
    return { problems, variables, looked_at: looked }
  }),
)

/** Errors first, then as one reads. */
const rank = ({ severity, part, line, column }: Problem): number =>
  (severity === 'error' ? 0 : 1e12) + ['step', ...parts].indexOf(part) * 1e11 + (line ?? 0) * 1e6 + (column ?? 0)

/** Each part on its own: an error in one hides nothing of the others. */
function readDraft(draft: Draft, step: number, uses: Map<string, Use>): Problem[] {
  const source = { subject: draft.subject, html: draft.html ?? null, text: draft.text ?? null }
  const problems: Problem[] = writingProblems(source, step).map((problem) => ({ step, ...problem }))
  for (const part of parts) {
    const text = source[part]
    if (text === null) continue
    const compiled = compileTemplate({ subject: '', html: null, text: null, [part]: text })
    if (compiled.ok) noteUses(compiled.template, { step, part, text }, uses)
    else
      for (const problem of compiled.problems)
        problems.push({ step, severity: 'error', ...problem, message: plainWords(problem.message) })
  }
  return problems
}

function noteUses(
  template: CompiledTemplate,
  { step, part, text }: { step: number; part: TemplatePart; text: string },
  uses: Map<string, Use>,
): void {
  for (const name of namedIn(template, part)) {
    const use = uses.get(name) ?? {
      steps: new Set<number>(),
      required: false,
      first: { step, part, place: placeOfVariable(text, name) },
    }
    use.steps.add(step)
    use.required ||= template.required.includes(name)
    uses.set(name, use)
  }
}

interface VariableUse {
  name: string
  steps: number[]
  fallback: boolean
  known: boolean
  near: string | null
  missing: number
}

function variablesOf(reader: Reader, uses: Map<string, Use>, looked: number): VariableUse[] {
  const known = [...always, ...builtInNames, ...ownVariables(reader).map(({ name }) => name)]
  const without = contactsWithout(
    reader,
    [...uses.keys()].filter((name) => known.includes(name)),
  )
  return [...uses].map(([name, use]) => {
    const isKnown = known.includes(name)
    return {
      name,
      steps: [...use.steps],
      fallback: !use.required,
      known: isKnown,
      near: isKnown ? null : nearest(name, known),
      missing: without.get(name) ?? looked,
    }
  })
}

function variableProblem(variable: VariableUse, { first }: Use, looked: number): Problem | null {
  const at = {
    step: first.step,
    part: first.part,
    line: first.place?.line ?? null,
    column: first.place?.column ?? null,
    severity: 'warning' as const,
  }
  const { name, near, fallback, missing } = variable
  if (!variable.known && near) return { ...at, message: `No contact has "${name}". Did you mean {{ ${near} }}?` }
  if (looked === 0) return null
  if (!variable.known)
    return {
      ...at,
      message: fallback
        ? `No contact has "${name}", so everybody gets the fallback.`
        : `No contact has "${name}", so nobody could be written to. Give it a fallback: {{ ${name} | default: "…" }}.`,
    }
  if (fallback || missing === 0) return null
  const who = `${missing.toLocaleString('en-GB')} of ${looked.toLocaleString('en-GB')} contacts`
  const [have, them] = missing === 1 ? ['has', 'that one'] : ['have', 'them']
  return { ...at, message: `${who} ${have} no ${name} and would be left out. A fallback lets ${them} in.` }
}
