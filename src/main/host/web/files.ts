/** The page's own files. Only what was there at the start is served: a path is looked up in a list, never joined. */
import { type Dirent, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}

/** Named after its contents: another content comes under another name. */
export const isNamedByContents = (path: string): boolean => /^\/assets\/[^/]+-[\w-]{8}\.\w+$/.test(path)
/** The Cache-Control of such a file. */
export const keepForGood = 'private, max-age=31536000, immutable'

export interface PageFile {
  body: Buffer
  type: string
  isPage: boolean
}

export interface PageFiles {
  /** The file at a path as it stands in the request, or undefined. */
  find(path: string): Promise<PageFile | undefined>
}

function listing(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch {
    return []
  }
}

/**
 * @param folder with `index.html`; links in it are not followed. Where it is missing, a plain page stands in.
 * @param door through which the page is loaded: one from the web is told so, the desktop's finds its port by itself
 */
export function pageFiles(folder: string, door: 'web' | 'desktop' = 'web'): PageFiles {
  const files = new Map<string, string>()
  for (const entry of listing(folder)) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) files.set(`/${relative(folder, path).split(sep).join('/')}`, path)
  }
  return {
    async find(path) {
      const name = path === '/' ? '/index.html' : path
      const file = files.get(name)
      if (file === undefined) return name === '/index.html' ? placeholder : undefined
      const body = await readFile(file)
      const isPage = name === '/index.html'
      return {
        body: isPage && door === 'web' ? marked(body) : body,
        type: types[extname(file)] ?? 'application/octet-stream',
        isPage,
      }
    },
  }
}

/** Tells the page through which door it was loaded. */
const marked = (html: Buffer): Buffer =>
  Buffer.from(html.toString('utf8').replace('<head>', '<head>\n    <meta name="cadenza-door" content="web" />'))

const placeholder: PageFile = {
  body: Buffer.from(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cadenza</title></head>' +
      '<body><h1>Cadenza is running</h1><p>Its page is not built: run "npm run build".</p></body></html>',
  ),
  type: 'text/html; charset=utf-8',
  isPage: true,
}
