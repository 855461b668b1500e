#!/usr/bin/env node
// The `cadenza` command: runs the built program, on a Node that can.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { advice, newEnough, suitableNode } from './node.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = join(root, 'out', 'main', 'cli.js')

/** Prints why there is nothing to run and ends. */
function refuse(why) {
  console.error(why)
  process.exit(1)
}

/** Runs this same script on another Node, as if that had been started in the first place. */
function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  const signals = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGINT'].filter((name) => name in constants.signals)
  for (const signal of signals) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the child by itself; a second one would read as "stop at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => refuse(`${node} does not start: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    for (const name of signals) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

if (!newEnough) {
  const node = suitableNode()
  if (!node) refuse(advice)
  runOn(node)
} else {
  if (!existsSync(program)) refuse('Cadenza is not built here yet: run "npm run build".')
  // Compiled code is kept beside the packages: a start then takes about half as long.
  module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'cadenza', 'code'))
  await import(pathToFileURL(program).href)
}
