/**
 * The log file: what the program did, for whoever has to find out why. No message body, no password, no key ever gets
 * into it: fields with such names are left out, and what looks like a key is cut out wherever it stands.
 */
import { appendFileSync, closeSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Log } from '../ports.ts'
import { logName } from './paths.ts'

const secretField =
  /pass(word|phrase|wd)?$|secret|token|credential|^auth(orization)?$|cookie|^key$|api_?key|^code$|ticket/i
const bodyField = /^(raw|body|html|text|content|message_?body|source|subject)$/i
/** API keys; `user:password@` in addresses of servers; what follows AUTH and Bearer. */
const secretText: readonly [RegExp, string][] = [
  [/\bcdz_[\w-]+/g, 'cdz_***'],
  [/\/\/([^/\s:@]+):[^/\s@]+@/g, '//$1:***@'],
  [/\b(AUTH\s+\w+(?:-\w+)?|Bearer|Basic)\s+\S+/gi, '$1 ***'],
  [/\b(pass(?:word|phrase)?|secret|token)(["']?\s*[:=]\s*["']?)[^\s"',;}]+/gi, '$1$2***'],
]
const longestText = 4000
const deepest = 4

/** The text without anything that looks like a secret. */
export function redactText(text: string): string {
  let clean = text.length > longestText ? `${text.slice(0, longestText)}…` : text
  for (const [pattern, instead] of secretText) clean = clean.replace(pattern, instead)
  return clean
}

/** A value as it may be written down: secrets and bodies left out, by the name of the field and by their look. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return redactText(value.stack ?? String(value))
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`
  if (depth >= deepest) return '…'
  if (Array.isArray(value)) return value.slice(0, 50).map((each) => redact(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      if (each !== null && each !== undefined && typeof each !== 'boolean' && typeof each !== 'number') {
        if (secretField.test(name)) return [name, '***']
        if (bodyField.test(name)) return [name, '(left out)']
      }
      return [name, redact(each, depth + 1)]
    }),
  )
}

export interface FileLogOptions {
  folder: string
  clock: Pick<Clock, 'now'>
  /** A file is put aside when it has this many bytes (default 5 MB), and this many are kept (default 5). */
  maxBytes?: number
  keep?: number
}

/** One JSON line an entry, in `cadenza.log` of the data folder (0600). A full disk never stops the program. */
export function fileLog({ folder, clock, maxBytes = 5 * 1024 * 1024, keep = 5 }: FileLogOptions): Log {
  const file = join(folder, logName)
  let size = sizeOf(file)
  const write = (level: string, message: string, fields: Record<string, unknown> = {}) => {
    const clean = redact(fields) as Record<string, unknown>
    const entry = { at: new Date(clock.now()).toISOString(), level, message: redactText(message), ...clean }
    const line = `${JSON.stringify(entry)}\n`
    try {
      if (size > 0 && size + line.length > maxBytes) {
        rotate(file, keep)
        size = 0
      }
      appendFileSync(file, line, { mode: 0o600 })
      size += Buffer.byteLength(line)
    } catch {
      // the log is the last place that could complain about it
    }
  }
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    last: (entries) => lastOf(file, entries),
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

/** Bytes of the file's end that are looked at for its last entries. */
const lastBytes = 512 * 1024

/** The last entries of a log file, as they were written; what is no line of ours is passed over. */
function lastOf(file: string, entries: number): Record<string, unknown>[] {
  const bytes = Buffer.alloc(Math.min(sizeOf(file), lastBytes))
  try {
    const descriptor = openSync(file, 'r')
    try {
      readSync(descriptor, bytes, 0, bytes.length, sizeOf(file) - bytes.length)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return []
  }
  return bytes
    .toString('utf8')
    .split('\n')
    .map(entryOf)
    .filter((entry) => entry !== null)
    .slice(-entries)
}

function entryOf(line: string): Record<string, unknown> | null {
  try {
    const entry = JSON.parse(line) as Record<string, unknown> | null
    return typeof entry?.message === 'string' ? entry : null
  } catch {
    return null
  }
}

/** cadenza.log → cadenza.log.1 → … ; the oldest goes. */
function rotate(file: string, keep: number): void {
  rmSync(`${file}.${keep - 1}`, { force: true })
  for (let i = keep - 2; i >= 1; i--) if (sizeOf(`${file}.${i}`) > 0) renameSync(`${file}.${i}`, `${file}.${i + 1}`)
  if (keep > 1) renameSync(file, `${file}.1`)
  else rmSync(file, { force: true })
}
