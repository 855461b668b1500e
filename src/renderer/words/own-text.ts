/** The words of a text that one contact alone gets. */

export const ownText = {
  subject: 'Subject',
  answers: 'Leave it empty to keep the subject of the conversation.',
  text: 'Text',
  form: 'Form of the text',
  forms: { text: 'Plain text', rich: 'Rich text', html: 'HTML source' },
  beyond: 'This HTML holds more than rich text can show, so it is edited as source.',
  chip: (how: 'edited' | 'reviewed') => (how === 'edited' ? 'Written by hand' : 'Approved as it is'),
  who: (how: 'edited' | 'reviewed', by: string | null) =>
    `${how === 'edited' ? 'Written' : 'Approved'}${by === null ? '' : ` by ${by}`}`,
  chipTitle: (how: 'edited' | 'reviewed', by: string | null, at: string) =>
    `${how === 'edited' ? 'Written' : 'Approved'} ${by === null ? '' : `by ${by} `}on ${at}. Later edits of the sequence leave it as it is.`,
  dialog: {
    title: (name: string) => `Edit the email to ${name}`,
    lead: (name: string) =>
      `Only ${name} gets this text, word for word. Later edits of the sequence leave it as it is. If your workspace adds an opt-out line, this email gets it too.`,
    verb: 'Keep this text',
    what: 'The text of the email',
    back: 'Back to the step’s text',
    none: 'The step gives this contact no text:',
  },
  kept: (name: string) => `${name} gets this text`,
  dropped: (name: string) => `${name} gets the step’s text again`,
} as const
