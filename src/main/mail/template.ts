import { Liquid, LiquidError, type Template, TokenKind } from 'liquidjs'
import { headerText } from '../../shared/domain/message.ts'
import { saysNothing } from '../../shared/domain/own-text.ts'
import { signatureHtml } from '../../shared/domain/signature.ts'
import { type WholeSignature, wholeSignature } from '../../shared/domain/signature-rich.ts'
import { requiredVariables } from './template-variables.ts'

/**
 * Subjects and bodies with Liquid variables. Templates are somebody's text and contact data is somebody else's, so neither can
 * reach anything: only the tags and filters listed here, own properties only, no files, bounded time, memory and size.
 */

export type TemplatePart = 'subject' | 'html' | 'text'

export interface TemplateSource {
  subject: string
  html: string | null
  text: string | null
}

/** Where a template can't be read. Line and column count from 1. */
export interface TemplateProblem {
  part: TemplatePart
  line: number
  column: number
  message: string
}

/** A step's content, parsed once and rendered for each contact. */
export interface CompiledTemplate {
  readonly parts: Partial<Record<TemplatePart, Template[]>>
  /** Variables that every contact must have, sorted. Nested ones with a dot: `sender.name`. */
  readonly required: readonly string[]
  /** Its HTML says `signature` somewhere. */
  readonly signs: boolean
  /** Something of its text stands outside of all conditions, and is no value: whoever gets it, it is not empty. */
  readonly says: boolean
  /** The same of its subject. */
  readonly titles: boolean
}

/** Values by variable name; objects may hold one more level. A blank text counts as absent, so that fallbacks apply. */
export type TemplateValues = Readonly<Record<string, unknown>>

export type Rendered =
  | {
      ok: true
      subject: string
      html: string | null
      text: string | null
      /** The HTML with the signature that plain text gets, where it has another: what a plain part is made from. */
      plainHtml?: string
    }
  | { ok: false; missing: string[]; message: string }

const tags = ['assign', 'case', 'comment', 'if', 'raw', 'unless', '#']

const filters = (
  'abs append at_least at_most capitalize ceil default divided_by downcase first floor join last lstrip minus modulo ' +
  'plus prepend remove remove_first replace replace_first round rstrip size split squish strip strip_html ' +
  'strip_newlines times truncate truncatewords upcase url_encode'
).split(' ')

const maxSource = 500_000
const maxOutput = 2_000_000
const maxRenderMs = 1_000
const maxMemory = 10_000_000

/** The sender's, which keeps its lines, links and looks in HTML. To filters, and in plain text, it is its text. */
class Signature {
  readonly #whole: WholeSignature
  constructor(whole: WholeSignature) {
    this.#whole = whole
  }
  toString(): string {
    return this.#whole.text
  }
  // static: no template can name it
  static htmlOf(signature: Signature): string {
    const { text, html } = signature.#whole
    return html ?? signatureHtml(text)
  }
  /** The same without looks of its own; null: it has none. */
  static plainOf(signature: Signature): Signature | null {
    const { text, html } = signature.#whole
    return html === null ? null : new Signature({ text, html: null })
  }
}

const escapeText = new Liquid().filters.escape as (this: unknown, text: unknown) => string

/** Made by us from escaped text, or from what a signature may hold, it is the one value that isn't escaped again. */
function escapeValue(this: unknown, value: unknown): string {
  return value instanceof Signature ? Signature.htmlOf(value) : escapeText.call(this, value)
}

function engine(escaping: boolean): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    // Absent variables are found before rendering, all of them at once and by name.
    strictVariables: false,
    templates: {},
    parseLimit: maxSource,
    renderLimit: maxRenderMs,
    memoryLimit: maxMemory,
    ...(escaping ? { outputEscape: escapeValue } : {}),
  })
  for (const name of Object.keys(liquid.tags)) if (!tags.includes(name)) delete liquid.tags[name]
  for (const name of Object.keys(liquid.filters)) if (!filters.includes(name)) liquid.unregisterFilter(name)
  return liquid
}

const plain = engine(false)
/** Values are escaped in HTML: a contact called `<script>` is only called so. */
const escaping = engine(true)

const engineOf = (part: TemplatePart) => (part === 'html' ? escaping : plain)

/** Parses a step's content. All parts with trouble are named, each with its first problem. */
export function compileTemplate(
  source: TemplateSource,
): { ok: true; template: CompiledTemplate } | { ok: false; problems: TemplateProblem[] } {
  const parts: CompiledTemplate['parts'] = {}
  const problems: TemplateProblem[] = []
  const required = new Set<string>()
  for (const part of ['subject', 'html', 'text'] as const) {
    const text = source[part]
    if (text === null) continue
    try {
      const parsed = engineOf(part).parse(text)
      for (const name of requiredVariables(parsed)) if (name !== 'signature') required.add(name)
      parts[part] = parsed
    } catch (error) {
      problems.push(problemOf(part, error))
    }
  }
  if (problems.length > 0) return { ok: false, problems }
  const signs = !!parts.html && namesOf(parts.html).includes('signature')
  const titles = !saysNothing({ html: null, text: fixedIn(parts.subject) })
  const says = !saysNothing({ html: fixedIn(parts.html), text: fixedIn(parts.text) })
  return { ok: true, template: { parts, required: [...required].sort(), signs, says, titles } }
}

/** What of a part is there for everybody; null: there is no such part. */
const fixedIn = (parsed: Template[] | undefined): string | null =>
  parsed?.map(({ token }) => (token.kind === TokenKind.HTML ? token.getText() : '')).join('') ?? null

function problemOf(part: TemplatePart, error: unknown): TemplateProblem {
  const [line = 1, column = 1] = LiquidError.is(error) ? error.token.getPosition() : []
  const message = error instanceof Error ? error.message : String(error)
  // liquidjs adds the file and place to the message; the place is given apart.
  return { part, line, column, message: message.replace(/, (file:.*?, )?line:\d+, col:\d+$/s, '') }
}

/** Variables that every contact must have: not those with `| default:`, nor those used only where an `if` has found them. */
export function variablesOf(template: CompiledTemplate): readonly string[] {
  return template.required
}

/** Every variable that a part names, with and without a fallback, but not those it makes itself. Sorted. */
export function namedIn(template: CompiledTemplate, part: TemplatePart): string[] {
  const parsed = template.parts[part]
  if (!parsed) return []
  return [...new Set(namesOf(parsed))].sort()
}

const namesOf = (parsed: Template[]): string[] =>
  plain.globalVariableSegmentsSync(parsed).map((segments) => segments.slice(0, 2).join('.'))

/** Which required variables these values lack, in the order of `variablesOf`. */
export function missingIn(template: CompiledTemplate, values: TemplateValues): string[] {
  if (template.required.length === 0) return []
  return missing(template, scopeOf(values))
}

/** One contact's subject and body. The subject is a single line. */
export function renderTemplate(template: CompiledTemplate, values: TemplateValues): Rendered {
  const scope = scopeOf(values)
  const lacking = missing(template, scope)
  if (lacking.length > 0) return { ok: false, missing: lacking, message: `no value for ${lacking.join(', ')}` }
  const text: Partial<Record<TemplatePart, string>> = {}
  for (const part of ['subject', 'html', 'text'] as const) {
    const parsed = template.parts[part]
    if (!parsed) continue
    try {
      text[part] = String(engineOf(part).renderSync(parsed, scope))
    } catch (error) {
      return { ok: false, missing: [], message: `${part}: ${problemOf(part, error).message}` }
    }
    if ((text[part]?.length ?? 0) > maxOutput) return { ok: false, missing: [], message: `${part}: too long` }
  }
  const subject = headerText(text.subject ?? '')
  const made = { ok: true as const, subject, html: text.html ?? null, text: text.text ?? null }
  const { signature } = scope
  const inPlain = template.signs && signature instanceof Signature ? Signature.plainOf(signature) : null
  if (made.text || !inPlain || !template.parts.html) return made
  try {
    scope.signature = inPlain
    return { ...made, plainHtml: String(escaping.renderSync(template.parts.html, scope)) }
  } catch (error) {
    return { ok: false, missing: [], message: `html: ${problemOf('html', error).message}` }
  }
}

type Scope = Record<string, unknown>

/** Own, plain, non-blank values only: nothing with a method or a prototype gets into a template. */
function scopeOf(values: TemplateValues, depth = 0): Scope {
  const scope: Scope = Object.create(null)
  for (const name of Object.keys(values)) {
    const value = values[name]
    // nobody's to have: without one, its place stays empty
    if (name === 'signature' && depth === 0) scope.signature = signatureOf(value)
    else if (typeof value === 'string') {
      if (value.trim() !== '') scope[name] = value
    } else if (typeof value === 'number' || typeof value === 'boolean') scope[name] = value
    else if (typeof value === 'object' && value !== null && depth === 0) {
      scope[name] = scopeOf(value as TemplateValues, 1)
    }
  }
  return scope
}

/** Its text, or its text and HTML; null: none. */
function signatureOf(value: unknown): Signature | null {
  const { text, html } = (typeof value === 'string' ? { text: value } : value) as { text?: string; html?: string }
  const whole = wholeSignature(text, html)
  return whole.text === '' && whole.html === null ? null : new Signature(whole)
}

function missing(template: CompiledTemplate, scope: Scope): string[] {
  return template.required.filter((name) => {
    const [first = '', second] = name.split('.')
    const value = scope[first]
    if (second === undefined) return value === undefined
    return typeof value !== 'object' || value === null || (value as Scope)[second] === undefined
  })
}
