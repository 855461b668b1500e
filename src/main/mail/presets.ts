/** How common mail providers are reached: resources/mail-presets.json, each entry with its provider's own page. */
import * as z from 'zod'
import file from '../../../resources/mail-presets.json' with { type: 'json' }

const server = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  protocol: z.enum(['none', 'starttls', 'tls']),
})
const name = z.string().regex(/^[a-z0-9.-]+$/)
const preset = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  type: z.enum(['smtp', 'gmail', 'outlook']),
  /** Domains of its addresses. */
  domains: z.array(name).min(1),
  /** Endings of the hosts that take in mail for it, for customers with a domain of their own. */
  mx: z.array(name).min(1),
  smtp: server,
  imap: server.nullable(),
  /** What signs in: the whole address, or what stands before the @. */
  username: z.enum(['email', 'local']),
  imap_username: z.enum(['email', 'local']),
  sign_in: z.enum(['password', 'app_password', 'oauth', 'bridge']),
  /** What the SPF record of a domain that sends through it has to hold; null: it hosts no other domains. */
  spf: z.string().nullable(),
  note: z.string().nullable(),
  /** Where what the note asks for is done. */
  help: z.url({ protocol: /^https$/ }).nullable(),
  source: z.url({ protocol: /^https$/ }),
  /** Pages that were read and say what is here. */
  confirmed: z.array(z.url({ protocol: /^https$/ })),
  /** What no page was found for; null: everything is confirmed. */
  unconfirmed: z.string().min(1).nullable(),
})
export type Preset = z.infer<typeof preset>

/** @throws ZodError where a file somebody has edited doesn't say what is needed. */
export const readPresets = (from: unknown): Preset[] =>
  z.strictObject({ about: z.string(), providers: z.array(preset).min(1) }).parse(from).providers

/** Checked here, at the door: a wrong port would otherwise show as a server that never answers. */
export const presets: readonly Preset[] = readPresets(file)

const isUnder = (host: string, ending: string): boolean => host === ending || host.endsWith(`.${ending}`)

/** The provider whose addresses end in `domain` (lower case). */
export const presetOfDomain = (domain: string): Preset | undefined =>
  presets.find(({ domains }) => domains.includes(domain))

/** The provider behind a server that takes in mail; the longest ending decides. @param host lower case, no last dot */
export function presetOfMx(host: string): Preset | undefined {
  let best: { preset: Preset; length: number } | undefined
  for (const preset of presets)
    for (const ending of preset.mx)
      if (isUnder(host, ending) && ending.length > (best?.length ?? 0)) best = { preset, length: ending.length }
  return best?.preset
}

/** The provider a sending server belongs to, by its exact host name. */
export const presetOfServer = (host: string): Preset | undefined =>
  presets.find(({ smtp }) => smtp.host === host.toLowerCase())
