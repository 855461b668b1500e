/** The shapes of what is written to people, as JSON columns hold them. */

/** `hash` into `attachments`. With `cid` it is a picture that the HTML shows as `src="cid:…"`, not a file beside it. */
export interface StoredFile {
  name: string
  hash: string
  cid?: string
}

/** Another way to write a step's email. The first way, called A, is the step's own text. */
export interface StoredVariant {
  /** `B` to `E`. */
  key: string
  /** Share of the contacts, beside the others' weights. */
  weight: number
  subject: string
  html: string | null
  text: string | null
  attachments: StoredFile[]
}

/** What a step lacks of the later keys has the meaning it had before they were known. */
export interface StoredStep {
  /** `task`: nothing leaves; a person does something by hand and says that it is done. */
  kind?: 'email' | 'task'
  subject: string
  html: string | null
  text: string | null
  days: number
  hour: number | null
  /** On this date (`2026-12-01`) instead of so many working days after the one before. */
  on?: string
  /** `new` begins a conversation of its own, with a subject of its own; else it answers the one before. */
  thread?: 'reply' | 'new'
  /** What is to be done, of a task. */
  note?: string
  /** Share of variant A where there are others. */
  weight?: number
  variants?: StoredVariant[]
  /** The variant that all get from now on: chosen by a person. */
  winner?: string
  attachments: StoredFile[]
}

/** The text of one email as a person wrote or approved it for one contact. */
export interface OwnText {
  subject: string
  html: string | null
  text: string | null
  /** What its step had beside the text then: it leaves with these, whatever becomes of the step. Left out: the step's. */
  files?: StoredFile[]
  /** Of the exact text, SHA-256 in hex: `textHash`. */
  hash: string
  /** Public id of the seat. */
  by: string
  at: number
  /** `edited` by hand, or only `reviewed` and frozen as it was. */
  how: 'edited' | 'reviewed'
}

/** Who holds an email, and since when. */
export interface Hold {
  /** Public id of the seat; null: nobody who is known. */
  by: string | null
  at: number
}
