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
  /** All that is in it, of every workspace of this person; absent where it can't be listed. */
  entries?(): Promise<[name: string, secret: string][]>
  /** Where the secrets are, and how a person moves them; absent where there is only one place. */
  places?: SecretPlace
  /** True: what it is told outlives this process, so it can tell an older copy of the data. */
  lasting?: boolean
}

/** The keychain of the system, or a vault with a passphrase: chosen by a person, never by a failure. */
export interface SecretPlace {
  at(): 'keychain' | 'vault'
  /** True when the vault is in use and its passphrase has not been given since the start. */
  isLocked(): boolean
  /** @throws Refusal `forbidden` for a wrong passphrase */
  unlock(passphrase: string): Promise<void>
  lock(): void
  change(present: string, next: string): Promise<void>
  /** Makes a vault and moves the secrets named by `mine` into it; how many. */
  toVault(passphrase: string, mine: (name: string) => boolean): Promise<number>
  /** Moves everything back and takes the vault away; how many. */
  toKeychain(): Promise<number>
}

/** Where a copy of the data lies: what tells it from another one. */
export interface CopyPlace {
  /** A name that this computer keeps; '' where it has none. */
  machine(): Promise<string>
  /** Absolute, without links. */
  folder: string
  /**
   * Which file on disk the database of a folder is: another one after it was copied or put back, the same after it was
   * written; '' where there is none.
   */
  file(folder: string): string
  /** Its path. */
  database(folder: string): string
}

/** How this data is taken off the computer: by whoever started the engine, once it has ended. */
export interface Removal {
  /**
   * @param isOurs knows the names of this database's secrets
   * @returns how many of them the keychain holds (null: it can't be read), and what in the folder isn't Cadenza's
   */
  look(isOurs: (name: string) => boolean): Promise<{ secrets: number | null; left: string[] }>
  /** Ends this Cadenza a moment later, and takes everything away. */
  begin(leaveKeychain: boolean): void
}

/** What the engine tells a person who may not be looking. */
export interface Note {
  kind: 'unsure' | 'account_error' | 'finished' | 'disk' | 'request' | 'domain' | 'incoming' | 'safe' | 'delegation'
  title: string
  body: string
  /**
   * Public id of the one email (`unsure`), account (`account_error`), sequence (`finished`) or message (`incoming`) it is
   * about; without it, of several.
   */
  about?: string
}

export interface Notifier {
  notify(note: Note): void
}

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
  /** What was written last, the newest last; absent where nothing is kept. */
  last?(entries: number): Record<string, unknown>[]
}

export interface Folders {
  /** The data folder: database, lock, socket, logs. */
  data: string
}

/** What a name server said: the records (none: there are none), or why nothing is known now. */
export type DnsAnswer<T> = { records: T[] } | { trouble: string }

/** Name servers. Host names in answers are in lower case and without a last dot. Never rejects. */
export interface Dns {
  /** The strings of one record joined. */
  txt(name: string): Promise<DnsAnswer<string>>
  mx(name: string): Promise<DnsAnswer<{ host: string; priority: number }>>
  srv(name: string): Promise<DnsAnswer<{ host: string; port: number; priority: number; weight: number }>>
  cname(name: string): Promise<DnsAnswer<string>>
  /** IPv4 and IPv6. */
  addresses(name: string): Promise<DnsAnswer<string>>
}

/** Asks a public address as anybody would. Never rejects, follows no redirect, reads a few kilobytes at most. */
export interface PublicWeb {
  /** Letters, digits, `-` and `_` that nobody can foresee. */
  nonce(): string
  get(url: string): Promise<{ status: number; body: string } | { trouble: string }>
}

/** Posts to an address that a person gave. Never rejects, follows no redirect, and reads little of the answer. */
export interface Poster {
  post(
    url: string,
    what: {
      body: string
      headers: Record<string, string>
      /** Numbers of private networks are let through. */
      allowPrivate: boolean
      /** Aborts it, wherever it is: nobody waits for the answer any more. */
      signal?: AbortSignal | undefined
    },
  ): Promise<{ status: number } | { trouble: string }>
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
  /** Without it nothing is asked of name servers. */
  dns?: Dns
  /** Without it no tracking domain is ever taken for one that answers. */
  web?: PublicWeb
  /** Without it nothing is posted to other programs. */
  poster?: Poster
}
