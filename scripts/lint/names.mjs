// Refuses file and folder names under which things collect that nobody placed. Argument: the root (default: here).
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

const root = process.argv[2] ?? join(import.meta.dirname, '..', '..')
const empty = /^(.*-)?(manager|helper|util|utility|common|misc)(s|es|ies)?$/i
// Outside src the word keeps its plain meaning: the mail servers that tests run against.
const emptyInSource = /^(.*-)?services?$/i

/** Every path below `folder`, files and folders alike; nothing when the folder is not there. */
function paths(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).map((entry) =>
      join(entry.parentPath, entry.name),
    )
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

/** A path's last name without anything after its first dot. */
function stem(path) {
  return basename(path).split('.')[0]
}

const bad = [
  ...['src', 'test', 'scripts', 'bench', 'docs', 'resources'].flatMap(paths).filter((path) => empty.test(stem(path))),
  ...paths('src').filter((path) => emptyInSource.test(stem(path))),
]
for (const path of bad) console.error(`${path}: the name tells nothing; call it by the noun it is about.`)
if (bad.length > 0) process.exit(1)
