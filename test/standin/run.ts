/**
 * node --import ./test/standin/register.ts ./test/standin/run.ts MAIN …: loads the built main bundle as Electron does. It is
 * ready only after that file has ended: a top-level await of `whenReady` hangs here as it hangs there.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { becomeReady } from './app.ts'
import './from-screen.ts'

const [node = '', , main = '', ...args] = process.argv
process.argv = [node, resolve(main), ...args]
await import(pathToFileURL(resolve(main)).href)
becomeReady()
