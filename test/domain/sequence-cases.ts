/** Sequences as files give them: which are taken, and what is said of the others. */

export const first = { subject: 'Hello', text: 'Hi {{ first_name }}' }
export const later = { text: 'Any news?', delay: { days: 3 } }
export const one = (step: object) => ({ name: 'Spring', steps: [step] })
export const two = (step: object) => ({ name: 'Spring', steps: [first, step] })
export const file = (attachment: unknown) => one({ ...first, attachments: [attachment] })

export const good: [string, unknown][] = [
  ['text', one(first)],
  ['HTML', one({ subject: 'Hello', html: '<p>Hi</p>' })],
  ['both', one({ ...first, html: '<p>Hi</p>' })],
  ['no delay, said so', one({ ...first, delay: { days: 0 } })],
  ['with its schema', { $schema: './sequence.schema.json', ...one(first) }],
  ['answer', two(later)],
  ['empty subject', two({ ...later, subject: '' })],
  ['own subject', two({ ...later, subject: 'Another thing' })],
  ['at', two({ ...later, delay: { days: 3, at: '14:00' } })],
  ['early', two({ ...later, delay: { days: 1, at: '9:00' } })],
  ['late', two({ ...later, delay: { days: 365, at: '23:00' } })],
  ['file', file('offer.pdf')],
  ['file below', file('files/offer.v2.pdf')],
  ['file with another name', file({ path: 'a.pdf', name: 'Offer.pdf' })],
  ['content', file({ name: 'a.txt', content: 'aGVsbG8=' })],
  ['empty content', file({ name: 'a.txt', content: '' })],
  ['dots in a name', file('a..b.pdf')],
  ['one empty body', one({ ...first, html: '' })],
  ['a date', two({ ...later, delay: { on: '2026-12-01' } })],
  ['a date and an hour', two({ ...later, delay: { on: '2026-12-01', at: '14:00' } })],
  ['a task', two({ kind: 'task', note: 'Call', delay: { days: 2 } })],
  ['a task with a title', two({ kind: 'task', subject: 'Call', delay: { days: 2 } })],
  ['another conversation', two({ ...later, thread: 'new', subject: 'Another thing' })],
  ['variants', one({ ...first, weight: 2, variants: { B: { ...first, weight: 3 }, D: first } })],
  ['a variant of an answer', two({ ...later, variants: { B: { text: 'News?' } }, winner: 'A' })],
  ['a picture', file({ path: 'logo.png', cid: 'logo' })],
]

const keys =
  'Known here: "kind", "subject", "html", "text", "delay", "thread", "weight", "variants", "winner", "attachments".'
export const bad: [string, unknown, string][] = [
  ['a list', [], 'A sequence is an object: {"name": "…", "steps": […]}.'],
  ['nothing', null, 'A sequence is an object: {"name": "…", "steps": […]}.'],
  ['no name', { steps: [first] }, 'name: Give the sequence a name.'],
  ['blank name', { name: ' ', steps: [first] }, 'name: Give the sequence a name.'],
  [
    'long name',
    { name: 'x'.repeat(201), steps: [first] },
    'name: The name has 201 characters; at most 200 are allowed.',
  ],
  ['name of two lines', { name: 'a\nb', steps: [first] }, 'name: The name must be one line.'],
  ['no steps', { name: 'x' }, 'steps: Give at least one step: [{"subject": "…", "text": "…"}].'],
  ['zero steps', { name: 'x', steps: [] }, 'steps: Give at least one step: [{"subject": "…", "text": "…"}].'],
  [
    'many steps',
    { name: 'x', steps: [first, ...Array(50).fill(later)] },
    'steps: There are 51 steps; at most 50 are allowed.',
  ],
  ['misspelt', { ...one(first), stepps: [] }, 'stepps: This key is not known. Did you mean "steps"?'],
  ['unknown', one({ ...first, colour: 'red' }), `steps[0].colour: This key is not known. ${keys}`],
  ['other case', one({ ...first, HTML: 'x' }), 'steps[0].HTML: This key is not known. Did you mean "html"?'],
  ['no such day', two({ ...later, delay: { on: '2026-02-30' } }), 'steps[1].delay.on: Give a date as 2026-12-01.'],
  [
    'days and a date',
    two({ ...later, delay: { days: 3, on: '2026-12-01' } }),
    'steps[1].delay: Give either "days" or "on".',
  ],
  [
    'a task first',
    one({ kind: 'task', note: 'Call' }),
    'steps[0].kind: A sequence begins with an email. Put the task after it.',
  ],
  ['another kind', two({ ...later, kind: 'call' }), 'steps[1].kind: Write "email" or "task".'],
  ['a task of nothing', two({ kind: 'task', delay: { days: 2 } }), 'steps[1]: Say in "note" what is to be done.'],
  [
    'a task with a text',
    two({ kind: 'task', note: 'Call', text: 'x', delay: { days: 2 } }),
    'steps[1].text: This key is not known. Known here: "kind", "subject", "note", "delay".',
  ],
  [
    'a conversation without a subject',
    two({ ...later, thread: 'new' }),
    'steps[1].subject: It begins a conversation, so it needs a subject.',
  ],
  [
    'an answer to nothing',
    one({ ...first, thread: 'reply' }),
    'steps[0].thread: The first email answers none. Remove "thread".',
  ],
  [
    'variant A',
    one({ ...first, variants: { A: first } }),
    'steps[0].variants.A: This key is not known. Did you mean "B"?',
  ],
  [
    'an empty variant',
    one({ ...first, variants: { B: { subject: 'x' } } }),
    'steps[0].variants.B: The email is empty. Give it "html" or "text".',
  ],
  [
    'a list of variants',
    one({ ...first, variants: [first] }),
    'steps[0].variants: Give the other ways to write it by their letters: {"B": {"subject": "…", "text": "…"}}.',
  ],
  [
    'no such winner',
    one({ ...first, variants: { B: first }, winner: 'C' }),
    'steps[0].winner: Name one of the variants: A, B.',
  ],
  [
    'a winner of nothing',
    one({ ...first, winner: 'A' }),
    'steps[0].winner: There are no variants to choose a winner from. Remove "winner".',
  ],
  [
    'no share',
    one({ ...first, weight: 0 }),
    'steps[0].weight: Give a whole number from 1 to 100: its share beside the others.',
  ],
  [
    'no name of a picture',
    file({ path: 'a.png', cid: 'a b' }),
    'steps[0].attachments[0].cid: Give the name by which the HTML shows it, of letters, digits, dots and dashes: "logo".',
  ],
  ['no step', { name: 'x', steps: ['Hello'] }, 'steps[0]: A step is an object: {"subject": "…", "text": "…"}.'],
  ['no subject', one({ text: 'x' }), 'steps[0].subject: The first email needs a subject.'],
  ['blank subject', one({ subject: ' ', text: 'x' }), 'steps[0].subject: The first email needs a subject.'],
  ['number as subject', two({ ...later, subject: 1 }), 'steps[1].subject: The subject must be text.'],
  [
    'subject of two lines',
    one({ subject: 'a\r\nBcc: x@y.z', text: 'x' }),
    'steps[0].subject: The subject must be one line.',
  ],
  [
    'long subject',
    one({ subject: 'x'.repeat(999), text: 'x' }),
    'steps[0].subject: The subject has 999 characters; at most 998 are allowed.',
  ],
  ['no body', one({ subject: 'x' }), 'steps[0]: The email is empty. Give it "html" or "text".'],
  [
    'empty body',
    one({ subject: 'x', text: ' ' }),
    'steps[0]: The email is empty. Write something into "html" or "text".',
  ],
  ['body', one({ subject: 'x', text: ['x'] }), 'steps[0].text: The body must be text.'],
  [
    'long body',
    one({ subject: 'x', text: 'x'.repeat(500_001) }),
    'steps[0].text: The body has 500001 characters; at most 500000 are allowed.',
  ],
  [
    'first delay',
    one({ ...first, delay: { days: 2 } }),
    'steps[0].delay: The first email leaves when the schedule says. Remove its delay.',
  ],
  [
    'first hour',
    one({ ...first, delay: { days: 0, at: '9:00' } }),
    'steps[0].delay: The first email leaves when the schedule says. Remove its delay.',
  ],
  [
    'no delay',
    two({ text: 'x' }),
    'steps[1].delay: Say how long after the email before: {"days": 3} or {"days": 3, "at": "14:00"}; or when: {"on": "2026-12-01"}.',
  ],
  ['no days', two({ ...later, delay: {} }), 'steps[1].delay.days: Give a whole number of working days from 1 to 365.'],
  [
    'zero days',
    two({ ...later, delay: { days: 0 } }),
    'steps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  [
    'half days',
    two({ ...later, delay: { days: 1.5 } }),
    'steps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  [
    'text days',
    two({ ...later, delay: { days: '3' } }),
    'steps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  [
    'too late',
    two({ ...later, delay: { days: 366 } }),
    'steps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  [
    'half past',
    two({ ...later, delay: { days: 3, at: '14:30' } }),
    'steps[1].delay.at: Emails are planned by whole hours. Write "14:00".',
  ],
  [
    'midnight',
    two({ ...later, delay: { days: 3, at: '24:00' } }),
    'steps[1].delay.at: "24:00" is not an hour. Write "09:00", up to "23:00".',
  ],
  [
    'pm',
    two({ ...later, delay: { days: 3, at: '2pm' } }),
    'steps[1].delay.at: "2pm" is not an hour. Write "09:00", up to "23:00".',
  ],
  ['hour', two({ ...later, delay: { days: 3, at: 14 } }), 'steps[1].delay.at: Give the hour as text: "14:00".'],
  [
    'day',
    two({ ...later, delay: { day: 3 } }),
    'steps[1].delay.day: This key is not known. Did you mean "days"?\nsteps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  ['attachment', one({ ...first, attachments: 'a.pdf' }), 'steps[0].attachments: Give a list: ["offer.pdf"].'],
  [
    'attachments',
    one({ ...first, attachments: Array(21).fill('a.pdf') }),
    'steps[0].attachments: There are 21 attachments; at most 20 are allowed.',
  ],
  [
    'number',
    file(1),
    'steps[0].attachments[0]: Give the name of a file beside this one, or {"name": "…", "content": "base64"}.',
  ],
  [
    'root',
    file('/etc/passwd'),
    'steps[0].attachments[0]: The file must lie beside the sequence file or in a folder below. Copy it there and give its name.',
  ],
  [
    'drive',
    file('C:\\a.pdf'),
    'steps[0].attachments[0]: The file must lie beside the sequence file or in a folder below. Copy it there and give its name.',
  ],
  [
    'share',
    file('\\\\host\\a.pdf'),
    'steps[0].attachments[0]: The file must lie beside the sequence file or in a folder below. Copy it there and give its name.',
  ],
  [
    'up',
    file('a/../../b.pdf'),
    'steps[0].attachments[0]: The file must lie beside the sequence file or in a folder below. Copy it there and give its name.',
  ],
  ['folder', file('a/'), 'steps[0].attachments[0]: Give a file name of at most 255 characters, without a folder.'],
  [
    'no name',
    file({ content: 'aGVsbG8=' }),
    'steps[0].attachments[0].name: Give a file name of at most 255 characters, without a folder.',
  ],
  [
    'no content',
    file({ name: 'a.txt' }),
    'steps[0].attachments[0].content: Give the content in base64, or the "path" of a file.',
  ],
  [
    'path as name',
    file({ name: 'a/b.txt', content: '' }),
    'steps[0].attachments[0].name: Give a file name of at most 255 characters, without a folder.',
  ],
  ['no base64', file({ name: 'a.txt', content: 'hello' }), 'steps[0].attachments[0].content: This is not base64.'],
]
