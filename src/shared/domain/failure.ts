/**
 * Every refusal a person or a program can meet, in one table: a stable code, the HTTP status of the REST door, and
 * what to do next. The sentence itself is made where the refusal happens, because only there the names are known.
 */
export const failures = {
  bad_request: { status: 400, next: 'Correct what the message names and try again.' },
  unauthorised: { status: 401, next: 'Use a valid key: cadenza key create.' },
  forbidden: { status: 403, next: 'Use a key that may do this, or ask an admin.' },
  not_found: { status: 404, next: 'Check the identifier against the list.' },
  wrong_method: { status: 405, next: 'Use a method that the Allow header names.' },
  conflict: { status: 409, next: 'Look at the difference and decide again.' },
  plan_changed: { status: 409, next: 'Preview again: the plan would no longer be the one that was shown.' },
  stale_version: { status: 412, next: 'Read it again: somebody changed it meanwhile.' },
  too_large: { status: 413, next: 'Send less at a time.' },
  unsupported_media: { status: 415, next: 'Send JSON, with Content-Type: application/json.' },
  wrong_host: { status: 421, next: 'Use the address that Cadenza printed, on this computer.' },
  idempotency_reused: { status: 422, next: 'Use a new Idempotency-Key for a new request.' },
  invalid_address: { status: 422, next: 'Correct the address.' },
  invalid_window: { status: 422, next: 'Give windows as "mon-fri 09:00-18:00", whole hours, not over midnight.' },
  invalid_zone: { status: 422, next: 'Use an IANA name such as Europe/Paris.' },
  invalid_limit: { status: 422, next: 'Give limits as 50/hour or 30-50/hour.' },
  invalid_slot: { status: 422, next: 'Pick one of the open slots named in the message.' },
  invalid_schedule: { status: 422, next: 'Correct the schedule as the message says.' },
  invalid_sequence: { status: 422, next: 'Correct the sequence where the message says.' },
  missing_variable: { status: 422, next: 'Fill in the variable for the contact named, or give it a fallback.' },
  no_sender: { status: 422, next: 'Add or activate a sending account first.' },
  insecure: { status: 422, next: 'Use TLS, or confirm that the password may travel unprotected.' },
  keychain_unavailable: {
    status: 503,
    next: 'Unlock or install a keychain (Secret Service, Keychain, Credential Manager), or keep passwords in a vault instead: Settings › Passwords, or cadenza secrets use-vault.',
  },
  account_error: { status: 422, next: 'Read what the server said and correct the account.' },
  no_sign_in_client: {
    status: 422,
    next: 'An admin sets one under Settings › Sign-in clients; docs/providers.md says how it is made.',
  },
  state: { status: 409, next: 'Look at its present state and choose again.' },
  disk: { status: 507, next: 'Free some space; sending goes on by itself afterwards.' },
  locked: { status: 423, next: 'Close the other Cadenza, or use it.' },
  newer_database: { status: 409, next: 'Update Cadenza: the data folder was written by a newer version.' },
  damaged_database: { status: 500, next: 'Restore a backup.' },
  newer_file: { status: 409, next: 'Once Cadenza is updated, import the file again.' },
  damaged_file: { status: 422, next: 'Ask for the file once more: what is here was not touched.' },
  too_many_requests: { status: 429, next: 'Wait as long as Retry-After says, then go on more slowly.' },
  queue_away: { status: 503, next: 'See that PostgreSQL runs and that the address is right. Mail waits meanwhile.' },
  cancelled: { status: 499, next: 'Start it again when you want.' },
} as const

export type FailureCode = keyof typeof failures

/** What to do next: what the refusal itself says under `data.next`, where it knows better than the table. */
export function nextOf(code: FailureCode, data: unknown): string {
  const own = (data as { next?: unknown } | null | undefined)?.next
  return typeof own === 'string' ? own : failures[code].next
}

/** A refusal with a code. Thrown only by doors and handlers; pure functions return their verdict instead. */
export class Refusal extends Error {
  readonly code: FailureCode
  readonly data: Record<string, unknown>
  constructor(code: FailureCode, message: string, data: Record<string, unknown> = {}) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.data = data
  }
}
