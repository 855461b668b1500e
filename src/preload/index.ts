import { ipcRenderer } from 'electron'

/**
 * The bridge between a window and the engine: one message port and nothing else. A port cannot cross `contextBridge`,
 * so the page makes the channel and posts one end to itself; this hands it on to the main process. No function and no
 * value is exposed to the page, hence a script that got into it finds nothing to call.
 */
window.addEventListener('message', (event: MessageEvent) => {
  const [port] = event.ports
  // event.source: only the page itself may ask, never a frame inside it (mail from outside is shown in one).
  if (event.source === window && event.data === 'cadenza:connect' && port)
    ipcRenderer.postMessage('cadenza:connect', null, [port])
})
