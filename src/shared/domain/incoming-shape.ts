/** What comes back, as the classifier is given it and as it answers. Plain data, the same on every floor. */

/** `delivered`: a success notice. `other`: nothing that concerns our mail. */
export const incomingKinds = [
  'reply',
  'absence',
  'bounce',
  'delay',
  'complaint',
  'opt_out',
  'delivered',
  'other',
] as const
export type IncomingKind = (typeof incomingKinds)[number]

/** One line of what a verdict rests on: the rule for people ("Delivery status, RFC 3464"), and the very words that were found. */
export interface Evidence {
  rule: string
  found: string
}

/** An address a notice speaks of, with what it says of it. */
export interface IncomingRecipient {
  address: string
  /** Enhanced status code (RFC 3463) such as `5.1.1`; null: none was given. */
  status: string | null
  /** Reply code (RFC 5321) such as 550; null: none was given. */
  code: number | null
  hard: boolean
}

/** A part of a message, flat: containers are left out. `type` in lower case, without parameters. */
export interface IncomingPart {
  type: string
  /** Decoded text where it is text or a message; null for anything else. */
  text: string | null
}

/** A message taken apart. Header names in lower case, values unfolded and decoded, in their order. Line ends are LF. */
export interface IncomingMessage {
  headers: readonly { name: string; value: string }[]
  /** The readable body: the text part, or what the HTML says. */
  text: string
  parts: readonly IncomingPart[]
  /** When it was received or else written, ms; null: unknown. Dates without a year are read from here. */
  at: number | null
}

export interface IncomingVerdict {
  kind: IncomingKind
  /** Of a bounce: nothing sent there can arrive. */
  hard: boolean
  recipients: IncomingRecipient[]
  /** ISO date an absence ends on; null: none, or none was said. */
  returnDate: string | null
  /** Of a feedback report: its type (RFC 5965) in lower case, such as `abuse`; null: none, or it names none. */
  feedback: string | null
  /** What its writer wrote, without quote and signature; null for machines' notices. */
  text: string | null
  /** Message ids of ours that it names: answered, returned or reported. */
  ids: string[]
  /** Values of our own mark (`X-Cadenza-Send-Id`, or the subject of an opt-out mail) found in it. */
  sendIds: string[]
  evidence: Evidence[]
}
