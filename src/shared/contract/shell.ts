import type { ContractRouterClient } from '@orpc/contract'
import * as z from 'zod'
import { base } from './base.ts'

/**
 * What a page may ask of the desktop it runs in. Served over the same port as the contract, under `shell`, and by the
 * desktop alone: it is in no other door, no REST path and no key's scope.
 */

const About = z.object({
  version: z.string(),
  electron: z.string().nullable(),
  platform: z.string().meta({ description: 'darwin, linux or win32' }),
  data_folder: z.string(),
})

/** `possible`: false where this system or this way of starting knows no such thing; `words` says why. */
const Login = z.object({ on: z.boolean(), possible: z.boolean(), words: z.string().nullable() })

export const updateStates = ['off', 'idle', 'checking', 'current', 'loading', 'ready', 'failed'] as const
const Update = z.object({
  state: z.enum(updateStates),
  /** The version that is loading or ready. */
  version: z.string().nullable(),
  /** Why it is off, or what failed. */
  words: z.string().nullable(),
})
export type UpdateShown = z.infer<typeof Update>

export const fileKinds = [
  'contacts',
  'sequence',
  'csv',
  'json',
  'text',
  'workspace',
  'pdf',
  'xlsx',
  'png',
  'svg',
  'grant',
] as const
export type FileKind = (typeof fileKinds)[number]

export const shell = {
  about: base.output(About),
  /** Asks first, saying what is still due. */
  quit: base.output(z.object({ quitting: z.boolean() })),
  /** The frame, the menus and `prefers-color-scheme` follow. */
  theme: base.input(z.strictObject({ theme: z.enum(['system', 'light', 'dark']) })).output(z.object({})),
  files: {
    /** The system's own dialog. Null: it was closed. What the engine reads, it reads from such a path alone. */
    choose: base
      .input(z.strictObject({ kind: z.enum(fileKinds) }))
      .output(z.object({ path: z.string(), name: z.string(), size: z.number().int() }).nullable()),
    save: base
      .input(
        z.strictObject({
          name: z.string().min(1).max(200),
          kind: z.enum(fileKinds),
          text: z.string().max(64 * 1024 * 1024),
          /** `text` is base64 of the file's bytes. */
          base64: z.boolean().optional(),
        }),
      )
      .output(z.object({ path: z.string() }).nullable()),
    /** Asks where a file is to stand that the engine writes by itself. Null: the dialog was closed. */
    place: base
      .input(z.strictObject({ name: z.string().min(1).max(200), kind: z.enum(fileKinds) }))
      .output(z.object({ path: z.string() }).nullable()),
    /** Asks for a folder that the engine may use. Null: the dialog was closed. */
    folder: base.output(z.object({ path: z.string() }).nullable()),
    /** Asks for a folder and writes them into it; never over a file that is there. Null: the dialog was closed. */
    save_all: base
      .input(
        z.strictObject({
          files: z
            .array(z.strictObject({ name: z.string().min(1).max(400), text: z.string().max(64 * 1024 * 1024) }))
            .min(1),
        }),
      )
      .output(z.object({ path: z.string() }).nullable()),
    /** Shows a file that was chosen or saved here, or the data folder, where the system shows its files. */
    show: base.input(z.strictObject({ path: z.string().max(4096).optional() })).output(z.object({})),
  },
  login: {
    get: base.output(Login),
    set: base.input(z.strictObject({ on: z.boolean() })).output(Login),
  },
  update: {
    get: base.output(Update),
    check: base.output(Update),
    /** Stops in order and starts the version that is ready. */
    install: base.output(Update),
  },
}

/** What the desktop's port answers beside the contract. */
export type ShellClient = ContractRouterClient<typeof shell>
