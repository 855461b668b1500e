/**
 * Runs in the page before its own scripts: the built preload, with an 'electron' made of one binding. Playwright sends it
 * as text, so it uses nothing from outside itself.
 */
export type Up =
  | { k: 'hello' }
  | { k: 'poll' }
  | { k: 'moved'; url: string }
  | { k: 'ipc'; channel: string; args: unknown[]; ports: string[] }
  | { k: 'port'; port: string; data: unknown }
export interface Down {
  port: string
  data: unknown
}

export function preloadHost(
  preload: (require: (name: string) => unknown, module: { exports: object }, exports: object) => void,
): void {
  // Electron runs a preload in the top frame only, unless told otherwise.
  if (window !== window.top) return
  const world = window as unknown as { __standin?: (message: unknown) => Promise<unknown> }
  const call = world.__standin as (message: unknown) => Promise<unknown>
  delete world.__standin
  const ports = new Map<string, MessagePort>()
  let count = 0
  const adopt = (port: MessagePort): string => {
    const key = `page-${crypto.randomUUID()}-${count++}`
    ports.set(key, port)
    port.onmessage = (event) => void call({ k: 'port', port: key, data: event.data })
    return key
  }
  const ipcRenderer = new Proxy(
    {
      postMessage: (channel: string, message: unknown, transfer: MessagePort[] = []) =>
        void call({ k: 'ipc', channel, args: [message], ports: transfer.map(adopt) }),
    },
    {
      get(of, key) {
        if (key in of) return of[key as 'postMessage']
        throw new Error(`The Electron stand-in has no ipcRenderer.${String(key)}`)
      },
    },
  )
  void call({ k: 'hello' })
  for (const name of ['hashchange', 'popstate'])
    window.addEventListener(name, () => void call({ k: 'moved', url: location.href }))
  const module = { exports: {} }
  const require = (name: string) => {
    if (name === 'electron' || name === 'electron/renderer') return { ipcRenderer }
    throw new Error(`module not found: ${name} (a sandboxed preload)`)
  }
  preload(require, module, module.exports)
  const listen = async () => {
    for (;;) for (const { port, data } of (await call({ k: 'poll' })) as Down[]) ports.get(port)?.postMessage(data)
  }
  void listen()
}
