/** The headless host on the same data folder: the other Cadenza. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from './desktop.ts'

export async function otherHost(folder: string): Promise<AsyncDisposable & { pid: number }> {
  const args = [join(root, 'out/main/cli.js'), 'serve', '--data', folder, '--port', '0', '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    pid: (JSON.parse(String(line)) as { pid: number }).pid,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
