import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { sharedKinds } from '../domain/shared-change.ts'
import { base, instant, page, paged } from './base.ts'
import { importSource, Progress } from './contacts-import.ts'

const count = z.number().int()
const tags = ['exchange']

const Device = z.object({
  public_id: z.string(),
  name: z.string().nullable().meta({ description: 'Null: this computer does not know the device yet.' }),
  seat: z.string().nullable().meta({ description: 'Name of the person whose computer it is.' }),
  address: z.string().nullable(),
})

export const Peer = Device.extend({
  own: z.boolean(),
  state: z.enum(['active', 'revoked']),
  sent_at: instant.nullable().meta({ description: 'When something was last written for it.' }),
  heard_at: instant.nullable().meta({ description: 'When something that it wrote was last taken in.' }),
  missing: count.meta({ description: 'Bundles of changes kept here that it has not said it holds.' }),
}).meta({ id: 'ExchangePeer' })

export const WorkspaceFile = z
  .object({
    token: z
      .string()
      .meta({ description: 'Hash of the file: import takes it, so that what was compared is imported.' }),
    name: z.string(),
    bytes: count,
    written_at: instant,
    writer: Device.extend({ own: z.boolean() }),
    sealed: z.enum(['devices', 'passphrase']),
    whole: z.boolean().meta({ description: 'Everything its writer held; false: what these devices lacked.' }),
  })
  .meta({ id: 'WorkspaceFile' })

const Bundles = z.object({
  new: count,
  known: count,
  waiting: count.meta({ description: 'Kept until their device is known and what is before them is here.' }),
  refused: count.meta({ description: 'Nothing of them counts: altered, or told apart from what was told before.' }),
})

const Kinds = z.array(
  z.object({
    kind: z.enum(sharedKinds),
    added: count,
    changed: count,
    removed: count,
    same: count.meta({ description: 'Known already, or later words are held.' }),
    conflicts: count.meta({
      description:
        'Said otherwise here too, without either side knowing: field by field the later word stays, whosever it is.',
    }),
  }),
)

/** What cannot come in, or where two computers said different things, one line each. */
const Told = z.object({
  what: z.enum(['refused', 'conflict', 'altered', 'forked']),
  device: z.string(),
  device_name: z.string().nullable(),
  author: z.string().nullable().meta({ description: 'Name of the seat whose device it is.' }),
  kind: z.string().nullable(),
  subject: z.string().nullable(),
  about: z.string().nullable().meta({ description: 'Name of what it is about: an address, the name of a sequence.' }),
  words: z.string(),
})

/** A thing of which this computer and the file say different things. */
const Conflict = z.object({
  kind: z.enum(sharedKinds),
  subject: z.string().meta({ description: 'Public id.' }),
  about: z.string().nullable().meta({ description: 'Its name here: an address, the name of a sequence. Null: none.' }),
  device: z.string().meta({ description: 'The computer that said it there.' }),
  device_name: z.string().nullable(),
  author: z.string().nullable().meta({ description: 'Name of the seat whose device it is.' }),
  fields: z.array(
    z.object({
      field: z.string(),
      name: z.string().meta({ description: 'The field as people read it.' }),
      here: z.string().nullable().meta({ description: 'What is said here, in one line, shortened. Null: nothing.' }),
      there: z.string().nullable().meta({ description: 'What the file says.' }),
      counts: z.enum(['here', 'there']).meta({ description: 'Which of the two counts once it is imported.' }),
      words: z.string().meta({ description: 'Why.' }),
    }),
  ),
  more_fields: count.meta({ description: 'Fields in conflict beyond these.' }),
})

export const Comparison = z
  .object({
    file: WorkspaceFile,
    bundles: Bundles,
    kinds: Kinds.meta({ description: 'What importing would do, kind by kind.' }),
    conflicts: z.array(Conflict).meta({ description: 'At most 50 of what is in conflict, of every kind some.' }),
    conflicts_count: count.meta({ description: 'All that is in conflict.' }),
    attachments: z.object({ new: count, known: count }),
    told: z.array(Told).meta({ description: 'The first of them.' }),
    told_count: count,
  })
  .meta({ id: 'ExchangeComparison' })

export const Imported = z
  .object({
    file: WorkspaceFile,
    bundles: Bundles,
    kinds: Kinds.meta({ description: 'What it brought.' }),
    attachments: z.object({ new: count, known: count }),
    told: z.array(Told).meta({ description: 'The first of what merging refused or decided; `notes` has them all.' }),
    told_count: count,
  })
  .meta({ id: 'ExchangeImport' })

export const Exported = z
  .object({
    file: z.string().nullable().meta({ description: 'Where it was written; null: it came as pieces.' }),
    name: z.string(),
    bytes: count,
    bundles: count,
    changes: count,
    attachments: count,
    whole: z.boolean(),
    devices: z.array(Device).meta({ description: 'Who can open it; empty with a passphrase.' }),
  })
  .meta({ id: 'ExchangeExport' })

export const ExchangeNote = Told.extend({ public_id: z.string(), at: instant }).meta({ id: 'ExchangeNote' })

export const SharedFolder = z
  .object({
    folder: z.string().nullable(),
    trouble: z.string().nullable().meta({ description: 'Why it cannot be read or written just now.' }),
    looked_at: instant.nullable(),
    wrote_at: instant.nullable(),
    file: z.string().nullable().meta({ description: 'Name of the file that this computer keeps in it.' }),
    data: z
      .string()
      .nullable()
      .meta({ description: 'Where the data of this workspace is, for a command of a terminal (`--data`).' }),
    refused: z
      .array(z.object({ name: z.string(), words: z.string() }))
      .meta({ description: 'Files in it that were not taken, and why.' }),
  })
  .meta({ id: 'SharedFolder' })

const source = {
  ...importSource,
  name: z.string().max(300).optional().meta({ description: 'What the file is called, where it was uploaded.' }),
  passphrase: z.string().min(1).max(1000).optional(),
}

export const exchange = {
  status: base.route({ method: 'GET', path: '/exchange', tags }).output(
    z.object({
      shared: z.boolean().meta({ description: 'False: one computer alone; there is nothing to exchange.' }),
      waiting: count.meta({ description: 'Own changes not bundled yet.' }),
      bundles: count.meta({ description: 'Bundles of changes kept here, of all devices.' }),
      behind: count.meta({ description: 'Other active devices that lack something kept here.' }),
      notes: count,
      peers: z.array(Peer),
    }),
  ),
  export: base
    .route({
      method: 'POST',
      path: '/exchange/export',
      tags,
      description:
        'Writes a workspace file: to `file` on this computer, or, without it, as pieces in base64 (`data`) to be put together.',
    })
    .input(
      z.strictObject({
        file: z.string().max(4096).optional(),
        to: z.array(z.string().max(64)).max(1000).optional().meta({
          description: 'Devices that may open it. Without it and without a passphrase: all that are active.',
        }),
        passphrase: z.string().min(12).max(1000).optional().meta({ description: 'Instead of devices.' }),
        whole: z.boolean().optional().meta({ description: 'Everything, not only what those devices lack.' }),
      }),
    )
    .output(eventIterator(Progress.extend({ data: z.string().optional() }), Exported)),
  compare: base
    .route({
      method: 'POST',
      path: '/exchange/compare',
      tags,
      description: 'Opens and checks a workspace file and says what importing it would change. Nothing is changed.',
    })
    .input(z.strictObject(source))
    .output(eventIterator(Progress, Comparison)),
  import: base
    .route({ method: 'POST', path: '/exchange/import', tags })
    .input(z.strictObject({ ...source, token: z.string().max(100).optional() }))
    .output(eventIterator(Progress, Imported)),
  folder: base.route({ method: 'GET', path: '/exchange/folder', tags }).output(SharedFolder),
  set_folder: base
    .route({
      method: 'PUT',
      path: '/exchange/folder',
      tags,
      description: 'A folder that the team shares; null: none. A relative path is refused.',
    })
    .input(z.strictObject({ folder: z.string().min(1).max(4096).nullable() }))
    .output(SharedFolder),
  notes: base
    .route({
      method: 'GET',
      path: '/exchange/notes',
      tags,
      description: 'What merging refused or decided; newest first.',
    })
    .input(page)
    .output(paged(ExchangeNote)),
}
