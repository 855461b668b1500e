/** What the engine is lent by its host. Types only: a room asks for a port, the host decides what stands behind it. */

/** The one source of time. `now` is integer milliseconds since the epoch. */
export interface Clock {
  now(): number
  /** Resolves at or after instant `at`, or when `signal` aborts, whichever is first. Never rejects. */
  until(at: number, signal?: AbortSignal): Promise<void>
  /** Says that work is in flight until the promise settles: simulated time must not move meanwhile. */
  working<T>(work: Promise<T>): Promise<T>
}

/** Randomness. */
export interface Dice {
  /** `n` random bytes from a cryptographic source. */
  bytes(n: number): Uint8Array
}

/** Secrets at rest. One entry an account; `name` is the account's public id. */
export interface Keychain {
  get(name: string): Promise<string | null>
  set(name: string, secret: string): Promise<void>
  remove(name: string): Promise<void>
  /** Null when usable, else why not, in words for the user. */
  trouble(): Promise<string | null>
}

/** What the engine tells a person who may not be looking. */
export interface Note {
  kind: 'unsure' | 'account_error' | 'finished' | 'disk'
  title: string
  body: string
  /** Public id of the one email (`unsure`) or sequence (`finished`) it is about; without it, of several. */
  about?: string
}

export interface Notifier {
  notify(note: Note): void
}

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

export interface Folders {
  /** The data folder: database, lock, socket, logs. */
  data: string
}

export interface Ports {
  clock: Clock
  dice: Dice
  keychain: Keychain
  notifier: Notifier
  log: Log
  folders: Folders
  /** False: no network at all, so no mail server needs to be tried. Without it there always is one. */
  online?: () => boolean
}
