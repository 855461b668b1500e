/** The words of what is done with contacts beside the list: fields, duplicates, files, notes. */
import { list, many, word } from './format.ts'

const emails = (n: number) => many(n, 'email')

export const contactTools = {
  more: {
    open: 'More',
    fields: 'Fields…',
    twins: 'Find duplicates…',
    csv: 'Save the list as CSV',
    xlsx: 'Save the list as XLSX',
    file: 'contacts',
    saved: 'List saved',
  },
  fieldList: {
    title: 'Fields of contacts',
    lead: 'A field with a label and a type stands on every contact, and takes only what fits. Values that lists brought before stay.',
    none: 'No field has a type yet.',
    name: 'Name in templates',
    nameMore: 'small letters, digits and _',
    label: 'Label',
    type: 'Type',
    options: 'Choices',
    optionsMore: 'Type one and press Enter.',
    add: 'Add a field',
    save: 'Save field',
    cancel: 'Cancel',
    edit: (label: string) => `Change ${label}`,
    up: (label: string) => `Move ${label} up`,
    remove: (label: string) => `Remove ${label}`,
    removed: (label: string, n: number) => (n === 0 ? `${label} removed` : `${label} removed; its values stay as text`),
    failed: 'The fields',
  },
  twins: {
    title: 'Duplicates',
    looking: (done: number, total: number) => `Looking… ${Math.round((100 * done) / Math.max(1, total))} %`,
    none: 'Nobody looks as if they were here twice.',
    more: 'There are more. They are found when these are merged.',
    reasons: { name: 'Same name and company', phone: 'Same phone number', mailbox: 'One Gmail mailbox' },
    merge: 'Merge…',
    keepLabel: 'Keep',
    which: (field: string) => `Which ${field} stays`,
    goes: (mails: number, came: number, notes: number) => {
      const over = [
        ...(mails > 0 ? [emails(mails)] : []),
        ...(came > 0 ? [`${many(came, 'message')} that came back`] : []),
        ...(notes > 0 ? [many(notes, 'note')] : []),
      ]
      return over.length === 0
        ? 'No emails and no notes go over: there are none.'
        : `${list(over)} ${word(mails + came + notes, 'goes', 'go')} over.`
    },
    stopped: (sequence: string, planned: number) =>
      `${sequence} stops for the merged one: ${emails(planned)} ${word(planned, 'is', 'are')} withdrawn.`,
    moved: (sequence: string, planned: number) =>
      `${sequence} goes on, with ${emails(planned)} to the address that is kept.`,
    suppressed: (reason: string) => `It goes on the suppression list, as the merged one is: ${reason}.`,
    never: 'Their other addresses stay known as theirs. Merging can’t be undone.',
    verb: 'Merge',
    back: 'Back',
    did: (name: string) => `Merged into ${name}`,
  },
  dossier: {
    open: 'Dossier',
    json: 'As JSON, for a program',
    pdf: 'As PDF, to hand over',
    saved: 'Dossier saved',
  },
  notes: {
    title: 'Notes',
    failed: 'The notes',
    write: 'Write a note',
    placeholder: 'What the others should know',
    add: 'Add note',
    edit: 'Change',
    remove: 'Remove',
    removeTitle: 'Remove this note',
    removeMore: 'Its text is gone then, on every computer.',
    removed: 'Note removed',
    save: 'Save note',
    cancel: 'Cancel',
    changed: 'changed',
  },
} as const
