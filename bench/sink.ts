/** A mail server that answers and keeps nothing, in its own process so that it doesn't take our time. */
import { type ChildProcess, spawn } from 'node:child_process'
import { freePort } from './dispatch-run.ts'

const sink = `
import { createServer } from 'node:net'
const wait = Number(process.env.WAIT)
const server = createServer((socket) => {
  socket.setNoDelay(true)
  let data = false, rest = ''
  // in their order, each as late as the others
  const say = wait > 0 ? (text) => setTimeout(() => socket.write(text), wait) : (text) => socket.write(text)
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1')
    for (;;) {
      if (data) {
        const end = rest.indexOf('\\r\\n.\\r\\n')
        if (end < 0) return
        rest = rest.slice(end + 5); data = false; say('250 2.0.0 Ok\\r\\n'); continue
      }
      const eol = rest.indexOf('\\r\\n')
      if (eol < 0) return
      const line = rest.slice(0, eol).toUpperCase(); rest = rest.slice(eol + 2)
      if (line.startsWith('EHLO')) say('250-sink\\r\\n250-PIPELINING\\r\\n250 8BITMIME\\r\\n')
      else if (line.startsWith('DATA')) { data = true; say('354 go\\r\\n') }
      else if (line.startsWith('QUIT')) socket.end('221 bye\\r\\n')
      else say('250 2.1.0 Ok\\r\\n')
    }
  })
  say('220 sink ESMTP\\r\\n')
})
server.listen(Number(process.argv[1] ?? process.env.PORT), '127.0.0.1', () => console.log('ready'))
`

/** @param wait ms before each of its answers, as over a network */
export async function startSink(wait = 0): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort()
  const child = spawn(process.execPath, ['--input-type=module', '-e', sink], {
    env: { ...process.env, PORT: String(port), WAIT: String(wait) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  return { port, child }
}
