/** Attachments of one step: files beside the sequence file, or their content in the file itself. */
import { isObject, type Problems, unknownKeys } from './sequence-problem.ts'

export type SequenceAttachment =
  /** A file beside the sequence file; `name` is what the recipient sees. */
  | { path: string; name: string; cid?: string }
  /** Base64. */
  | { name: string; content: string; cid?: string }

/** Bytes of all attachments of one email. Many servers take 25 MB a message, of which base64 uses up a quarter. */
export const longestAttachments = 20 * 1024 * 1024
const mostAttachments = 20
const longestName = 255

/** The attachments in order; what is wrong with them goes to `say`. Sizes of files are for whoever opens them. */
export function attachmentsOf(value: unknown, path: string, say: Problems): SequenceAttachment[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    say(path, 'Give a list: ["offer.pdf"].')
    return []
  }
  if (value.length > mostAttachments)
    say(path, `There are ${value.length} attachments; at most ${mostAttachments} are allowed.`)
  const list = value.slice(0, mostAttachments).map((item: unknown, i) => attachmentOf(item, `${path}[${i}]`, say))
  const bytes = list.reduce((sum, a) => sum + (a && 'content' in a ? base64Bytes(a.content) : 0), 0)
  const trouble = tooLarge(bytes)
  if (trouble) say(path, trouble)
  return list.filter((a) => a !== null)
}

/** Says so when attachments of `bytes` together are too much for one email; null when they are not. */
export function tooLarge(bytes: number): string | null {
  if (bytes <= longestAttachments) return null
  const megabytes = (bytes / 1024 / 1024).toFixed(1)
  return `The attachments have ${megabytes} MB together; at most ${longestAttachments / 1024 / 1024} MB are allowed. Link to large files instead.`
}

/** Bytes that base64 text without spaces stands for. */
export function base64Bytes(content: string): number {
  const padding = content.endsWith('==') ? 2 : content.endsWith('=') ? 1 : 0
  return Math.floor(((content.length - padding) * 3) / 4)
}

function attachmentOf(value: unknown, path: string, say: Problems): SequenceAttachment | null {
  if (typeof value === 'string') return fileAttachment(value, undefined, path, say)
  if (!isObject(value)) {
    say(path, 'Give the name of a file beside this one, or {"name": "…", "content": "base64"}.')
    return null
  }
  unknownKeys(value, ['path', 'name', 'content', 'cid'], path, say)
  const shown = checkCid(value.cid, `${path}.cid`, say)
  if (value.path !== undefined) {
    if (value.content !== undefined) say(path, 'Give either "path" or "content".')
    const file = fileAttachment(value.path, value.name, path, say)
    return file && { ...file, ...shown }
  }
  const name = checkName(value.name, `${path}.name`, say)
  if (typeof value.content !== 'string') say(`${path}.content`, 'Give the content in base64, or the "path" of a file.')
  else if (!isBase64(value.content)) say(`${path}.content`, 'This is not base64.')
  else return name === null ? null : { name, content: value.content, ...shown }
  return null
}

/** A picture of the text bears the name that the HTML calls it by: `<img src="cid:logo">`. */
function checkCid(value: unknown, path: string, say: Problems): { cid?: string } {
  if (value === undefined) return {}
  if (typeof value === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(value)) return { cid: value }
  say(path, 'Give the name by which the HTML shows it, of letters, digits, dots and dashes: "logo".')
  return {}
}

/** A sequence may come from somebody else: it must not reach for files outside its own folder and mail them away. */
function fileAttachment(file: unknown, name: unknown, path: string, say: Problems): SequenceAttachment | null {
  if (typeof file !== 'string' || file.trim() === '') {
    say(path, 'Give the name of a file.')
    return null
  }
  const parts = file.split(/[\\/]/)
  if (/^([\\/]|[A-Za-z]:)/.test(file) || parts.includes('..') || file.includes('\u0000')) {
    say(path, 'The file must lie beside the sequence file or in a folder below. Copy it there and give its name.')
    return null
  }
  const shown = checkName(name ?? parts.at(-1), path, say)
  return shown === null ? null : { path: parts.join('/'), name: shown }
}

function checkName(value: unknown, path: string, say: Problems): string | null {
  if (typeof value === 'string' && value.length <= longestName && /[^\s.]/.test(value) && !forbiddenInName.test(value))
    return value
  say(path, `Give a file name of at most ${longestName} characters, without a folder.`)
  return null
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the name goes into a header
const forbiddenInName = /[\u0000-\u001f\u007f\\/]/

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}
