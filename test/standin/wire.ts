/** Messages between the stand-in's main process (the child) and the screen (the test, which owns Chromium). */
export interface Web {
  status: number
  headers: [string, string][]
  body: Uint8Array
}

export type ToScreen =
  | { t: 'open'; win: number; preload: string; width: number; height: number }
  | { t: 'load'; win: number; url: string }
  | { t: 'close'; win: number }
  | { t: 'port'; win: number; port: string; data: unknown }
  | { t: 'scheme'; scheme: string }
  | { t: 'dialog'; message: string; detail: string }
  | { t: 'again'; args: string[] }
  | { t: 'response'; id: number; web: Web }
  | { t: 'reply'; id: number; value?: unknown; error?: string }

export type ToMain =
  | { t: 'ipc'; win: number; url: string; channel: string; args: unknown[]; ports: string[] }
  | { t: 'port'; port: string; data: unknown }
  | { t: 'document'; win: number }
  | { t: 'loaded'; win: number; url: string }
  | { t: 'moved'; win: number; url: string }
  | { t: 'navigate'; id: number; win: number; url: string; isMainFrame: boolean }
  | { t: 'popup'; win: number; url: string }
  | { t: 'closed'; win: number }
  | { t: 'request'; id: number; url: string; method: string; headers: Record<string, string>; body: Uint8Array | null }
  | { t: 'evaluate'; id: number; fn: string; arg: unknown }
  | { t: 'quit' }

/** Chromium can't be taught a scheme from outside, so app://shell/x travels as https://shell.app.localhost/x. */
export const toWeb = (url: string): string =>
  url.replace(/^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/, (all, scheme, host) =>
    /^(https?|wss?|file|data|about|blob)$/.test(scheme) ? all : `https://${host}.${scheme}.localhost`,
  )
export const fromWeb = (url: string): string =>
  url.replace(/^https:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.localhost/, '$2://$1')
