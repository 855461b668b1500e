/** The system's own dialogs for files. What was chosen or saved here is remembered: no other path may be used. */
import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { app, type BrowserWindow, dialog, shell } from 'electron'
import type { FileKind } from '../../../shared/contract/shell.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { words } from './words.ts'

export interface Files {
  choose(kind: FileKind): Promise<{ path: string; name: string; size: number } | null>
  save(file: {
    name: string
    kind: FileKind
    text: string
    base64?: boolean | undefined
  }): Promise<{ path: string } | null>
  place(file: { name: string; kind: FileKind }): Promise<{ path: string } | null>
  folder(): Promise<{ path: string } | null>
  saveAll(files: readonly { name: string; text: string }[]): Promise<{ path: string } | null>
  /** Without a path: the data folder. @throws Refusal `forbidden` for a path that was not chosen or saved here */
  show(path?: string): void
  wasChosen(path: string): boolean
}

const extensions: Record<FileKind, string[]> = {
  contacts: ['csv', 'tsv', 'txt'],
  sequence: ['json'],
  csv: ['csv'],
  json: ['json'],
  text: ['txt'],
  workspace: ['cadenza'],
  pdf: ['pdf'],
  xlsx: ['xlsx'],
  png: ['png'],
  svg: ['svg'],
  grant: ['grant'],
}

const filters = (kind: FileKind) => [
  { name: words.files[kind], extensions: extensions[kind] },
  { name: words.files.all, extensions: ['*'] },
]

export function createFiles(folder: string, window: () => BrowserWindow | null): Files {
  const chosen = new Set<string>()
  const saved = new Set<string>()
  return {
    async choose(kind) {
      const options = { properties: ['openFile' as const], filters: filters(kind) }
      const owner = window()
      const { canceled, filePaths } = await (owner
        ? dialog.showOpenDialog(owner, options)
        : dialog.showOpenDialog(options))
      const [path] = filePaths
      if (canceled || path === undefined) return null
      const size = sizeOf(path)
      chosen.add(path)
      return { path, name: basename(path), size }
    },
    async save({ name, kind, text, base64 }) {
      const filePath = await placeFor(window(), name, kind)
      if (filePath === null) return null
      await writeFile(filePath, base64 ? Buffer.from(text, 'base64') : text, { mode: 0o600 }).catch((error: Error) => {
        throw new Refusal('disk', `${basename(filePath)} could not be written: ${error.message}`)
      })
      saved.add(filePath)
      return { path: filePath }
    },
    async place({ name, kind }) {
      const path = await placeFor(window(), name, kind)
      if (path === null) return null
      chosen.add(path)
      return { path }
    },
    async folder() {
      const path = await chooseFolder(window())
      if (path === null) return null
      chosen.add(path)
      return { path }
    },
    async saveAll(files) {
      const path = await chooseFolder(window())
      if (path === null) return null
      for (const { name, text } of files) await writeNew(join(path, plainName(name)), text)
      saved.add(path)
      return { path }
    },
    show(path = folder) {
      if (path !== folder && !saved.has(path) && !chosen.has(path))
        throw new Refusal('forbidden', 'Only files that were chosen or saved here can be shown.')
      shell.showItemInFolder(path)
    },
    wasChosen: (path) => chosen.has(path),
  }
}

async function placeFor(owner: BrowserWindow | null, name: string, kind: FileKind): Promise<string | null> {
  const defaultPath = join(app.getPath('downloads'), plainName(name))
  const options = { defaultPath, filters: filters(kind) }
  const { canceled, filePath } = await (owner ? dialog.showSaveDialog(owner, options) : dialog.showSaveDialog(options))
  return canceled || !filePath ? null : filePath
}

async function chooseFolder(owner: BrowserWindow | null): Promise<string | null> {
  const options = { properties: ['openDirectory' as const, 'createDirectory' as const] }
  const { canceled, filePaths } = await (owner ? dialog.showOpenDialog(owner, options) : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}

/** A name without a folder in it, whatever system it is for. */
const plainName = (name: string): string => name.replace(/[/\\:*?"<>|\p{Cc}]/gu, '-')

/** A draft may be all that is left of an email: none takes the place of another. */
const writeNew = (path: string, text: string): Promise<void> =>
  writeFile(path, text, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'it is there already; choose another folder' : error.message
    throw new Refusal('disk', `${basename(path)} could not be written: ${why}`)
  })

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch (error) {
    throw new Refusal('not_found', `${basename(path)} can't be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}
