// Puts this checkout's own command where `npx cadenza` looks. npm links only the commands of packages it installs; a
// "bin" in our own package.json would make npx install the whole checkout into its cache before every first use, which
// `strict-allow-scripts` forbids, so there is none.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url))
mkdirSync(folder, { recursive: true })
if (process.platform === 'win32') {
  writeFileSync(`${folder}cadenza.cmd`, '@node "%~dp0..\\..\\scripts\\cadenza.mjs" %*\r\n')
} else {
  rmSync(`${folder}cadenza`, { force: true })
  symlinkSync('../../scripts/cadenza.mjs', `${folder}cadenza`)
}
