/** Reads steps on their way to being written, and says all that is wrong with them at once. Writes nothing. */
import { type LintAround, lintOf, serverTakes } from '../../../shared/domain/content-lint.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { policyOf } from '../../../shared/domain/policy.ts'
import { nearest } from '../../../shared/domain/sequence-problem.ts'
import { type Place, placeOfVariable, plainWords } from '../../../shared/domain/sequence-writing.ts'
import { type CompiledTemplate, compileTemplate, namedIn, type TemplatePart } from '../../mail/template.ts'
import { accountRows } from '../../store/accounts.ts'
import { builtInNames, contactsLookedAt, contactsWithout, ownVariables } from '../../store/contact-variables.ts'
import type { Reader } from '../../store/open.ts'
import { attachmentSize, findSequence } from '../../store/sequences.ts'
import { type SaidSize, saidSizes } from '../../store/server-sizes.ts'
import type { StoredStep } from '../../store/stored-step.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { os } from '../context.ts'

interface Text {
  subject: string
  html?: string | undefined
  text?: string | undefined
  attachments?: { name: string; size?: number | undefined; cid?: string | undefined }[] | undefined
}

type StoredText = Pick<StoredStep, 'subject' | 'html' | 'text' | 'attachments'>

interface Draft extends Text {
  kind?: 'email' | 'task' | undefined
  thread?: 'reply' | 'new' | undefined
  variants?: (Text & { key: string })[] | undefined
}

interface Problem {
  step: number
  variant: string | null
  code: string
  part: 'subject' | 'html' | 'text' | 'attachments' | 'step'
  line: number | null
  column: number | null
  severity: 'error' | 'warning'
  message: string
}

interface UsePlace {
  step: number
  variant: string | null
  part: TemplatePart
  place: Place | null
}

/** Where a variable is named, and where first without a fallback: there it is to be mended, not where it has one. */
interface Use {
  steps: Set<number>
  first: UsePlace
  needed: UsePlace | null
}

/** Filled for everybody. */
const always = ['email', 'domain', 'sender.name', 'sender.address', 'signature']
const parts = ['subject', 'html', 'text'] as const

export const check = os.sequences.check.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const problems: Problem[] = []
    const uses = new Map<string, Use>()
    const around = aroundOf(room.store, [...(input.account ? [input.account] : []), ...(input.accounts ?? [])])
    for (const [i, step] of stepsAsked(room.store, input).entries())
      for (const draft of waysOf(step)) problems.push(...readDraft(draft, { ...around, number: i + 1 }, uses))
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
const rank = ({ severity, variant, part, line, column }: Problem): number =>
  (severity === 'error' ? 0 : 1e14) +
  (variant?.charCodeAt(0) ?? 0) * 1e12 +
  ['step', ...parts, 'attachments'].indexOf(part) * 1e11 +
  (line ?? 0) * 1e6 +
  (column ?? 0)

/** What surrounds every step: the workspace's policy, and the server that takes the least. */
function aroundOf(reader: Reader, accounts: readonly string[]): Omit<LintAround, 'number'> {
  const all = accountRows(reader)
  const named = all.filter(({ publicId }) => accounts.includes(publicId))
  const rows = named.length > 0 ? named : all.filter(({ state }) => state === 'active')
  const said = saidSizes(reader)
  const servers = rows.flatMap(({ id, smtp }) => (smtp && takenBy(smtp, said.get(id))) ?? [])
  return {
    server: servers.sort((a, b) => a.bytes - b.bytes)[0] ?? null,
    addsOptOut: policyOf(workspaceRow(reader).policy).opt_out_line,
  }
}

/** What the server itself said counts; of one that was never greeted, what its operator publishes. */
function takenBy({ host, port }: { host: string; port: number }, said: SaidSize | undefined): LintAround['server'] {
  if (said?.bytes && said.host === host && said.port === port) return { host, bytes: said.bytes }
  return serverTakes(host)
}

interface Asked {
  sequence?: string | undefined
  steps?: Draft[] | undefined
}

/** Steps that are being written, or those of a saved sequence. */
function stepsAsked(reader: Reader, { sequence: name, steps }: Asked): Draft[] {
  if ((name === undefined) === (steps === undefined)) throw new Refusal('bad_request', 'Give steps, or a sequence.')
  if (steps) return steps
  const sequence = findSequence(reader, name ?? '')
  if (!sequence) throw new Refusal('not_found', `There is no sequence "${name}".`)
  return sequence.steps.map((step) => draftOf(reader, step))
}

function draftOf(reader: Reader, { kind, thread, variants, ...step }: StoredStep): Draft {
  const written = ({ subject, html, text, attachments }: StoredText): Text => ({
    subject,
    ...(html === null ? {} : { html }),
    ...(text === null ? {} : { text }),
    attachments: attachments.map(({ name, hash, cid }) => ({ name, size: attachmentSize(reader, hash), cid })),
  })
  return {
    kind,
    thread,
    ...written(step),
    variants: variants?.map((variant) => ({ key: variant.key, ...written(variant) })),
  }
}

type Way = Draft & { variant: string | null }

/** A step and the other ways to write it, which are all of its kind and in its place. */
const waysOf = (step: Draft): Way[] =>
  step.kind === 'task'
    ? []
    : [
        { ...step, variant: null },
        ...(step.variants ?? []).map((way) => ({ ...way, kind: step.kind, thread: step.thread, variant: way.key })),
      ]

/** Each part on its own: an error in one hides nothing of the others. */
function readDraft(draft: Way, around: LintAround, uses: Map<string, Use>): Problem[] {
  const at = { step: around.number, variant: draft.variant }
  const source = { subject: draft.subject, html: draft.html ?? null, text: draft.text ?? null }
  const files = draft.attachments?.map(({ name, size = null, cid }) => ({ name, size, cid })) ?? null
  const { kind, thread } = draft
  const problems: Problem[] = lintOf({ ...source, kind, thread, files }, around).map((found) => ({ ...at, ...found }))
  for (const part of parts) {
    const text = source[part]
    if (text === null) continue
    const compiled = compileTemplate({ subject: '', html: null, text: null, [part]: text })
    if (compiled.ok) noteUses(compiled.template, { ...at, part, text }, uses)
    else
      for (const problem of compiled.problems)
        problems.push({ ...at, code: 'liquid', severity: 'error', ...problem, message: plainWords(problem.message) })
  }
  return problems
}

function noteUses(
  template: CompiledTemplate,
  { step, variant, part, text }: { step: number; variant: string | null; part: TemplatePart; text: string },
  uses: Map<string, Use>,
): void {
  for (const name of namedIn(template, part)) {
    const here = { step, variant, part, place: placeOfVariable(text, name) }
    const use = uses.get(name) ?? { steps: new Set<number>(), first: here, needed: null }
    use.steps.add(step)
    if (template.required.includes(name)) use.needed ??= here
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
      fallback: use.needed === null,
      known: isKnown,
      near: isKnown ? null : nearest(name, known),
      missing: without.get(name) ?? looked,
    }
  })
}

function variableProblem(variable: VariableUse, use: Use, looked: number): Problem | null {
  const first = use.needed ?? use.first
  const at = {
    step: first.step,
    variant: first.variant,
    part: first.part,
    line: first.place?.line ?? null,
    column: first.place?.column ?? null,
    severity: 'warning' as const,
  }
  const { name, near, fallback, missing } = variable
  const say = (code: string, message: string): Problem => ({ ...at, code, message })
  if (!variable.known && near?.toLowerCase() === name.toLowerCase())
    return say('wrong_case', `Capitals count in a name: "${name}" is nobody's. Write {{ ${near} }}.`)
  if (!variable.known && near) return say('unknown_variable', `No contact has "${name}". Did you mean {{ ${near} }}?`)
  if (looked === 0) return null
  if (!variable.known)
    return say(
      'unknown_variable',
      fallback
        ? `No contact has "${name}", so everybody gets the fallback.`
        : `No contact has "${name}", so nobody could be written to. Give it a fallback: {{ ${name} | default: "…" }}.`,
    )
  if (fallback || missing === 0) return null
  const who = `${missing.toLocaleString('en-GB')} of ${looked.toLocaleString('en-GB')} contacts`
  const [have, them] = missing === 1 ? ['has', 'that one'] : ['have', 'them']
  return say('missing_values', `${who} ${have} no ${name} and would be left out. A fallback lets ${them} in.`)
}
