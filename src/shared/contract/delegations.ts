/** Permission to send for somebody: asked for, given, answered, ended. The course itself: domain/delegation.ts. */
import * as z from 'zod'
import { grantOrigins, grantStates } from '../domain/delegation.ts'
import { letterPurposes, letterTroubles } from '../domain/delegation-letter.ts'
import { address, base, id, instant, page, paged, version } from './base.ts'
import { Send } from './sends.ts'

const count = z.number().int()
const Person = z
  .object({ public_id: z.string(), name: z.string(), address: z.string() })
  .meta({ id: 'DelegationPerson' })

/** How the last letter about a permission travels. */
const Travelling = z
  .object({
    purpose: z.enum(letterPurposes),
    state: z.enum(['waiting', 'on_its_way', 'sent', 'failed', 'used']).meta({
      description:
        'waiting: no mail can leave for it, so hand it over as a file or link; on_its_way: an email with it is planned; sent: the email left; failed: the server refused it; used: it has been followed.',
    }),
    words: z.string().meta({ description: 'The same for people, with what to do.' }),
    expires_at: instant,
  })
  .meta({ id: 'DelegationLetterState' })

export const Delegation = z
  .object({
    public_id: z.string(),
    owner: Person.meta({ description: 'For whom mail is sent.' }),
    delegate: Person.meta({ description: 'Who sends it.' }),
    origin: z
      .enum(grantOrigins)
      .meta({ description: 'grant: the owner began it; request: the delegate asked for it.' }),
    state: z.enum(grantStates),
    side: z.enum(['owner', 'delegate', 'admin']).meta({ description: 'How whoever asks stands to it.' }),
    live: z.boolean().meta({ description: 'Mail may be sent under it now.' }),
    hindrance: z
      .string()
      .nullable()
      .meta({ description: 'Why an active one is not live, or a pending one can not be accepted now.' }),
    can: z.array(z.enum(['accept', 'decline', 'cancel', 'revoke', 'letter'])),
    expires_at: instant.nullable().meta({ description: 'Until when a pending one can be accepted; else null.' }),
    decided_at: instant.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was declined or revoked.' }),
    by_other: z.boolean().meta({ description: 'It was ended by somebody else than whoever asks.' }),
    accounts: z
      .array(z.object({ public_id: z.string(), address: z.string(), home: z.string().nullable() }))
      .meta({ description: "The owner's mailboxes; home: the name of the computer that sends, null: this one." }),
    planned: count.meta({ description: 'Emails planned under it.' }),
    held: count.meta({ description: 'Of these, those that are on hold.' }),
    held_since: instant.nullable().meta({ description: 'Since when a person holds the first of them.' }),
    sent: count.meta({ description: 'Emails that left under it.' }),
    letter: Travelling.nullable(),
    created_at: instant,
    version: count,
  })
  .meta({ id: 'Delegation' })

export const ReceivedLetter = z
  .object({
    public_id: z.string(),
    purpose: z.enum(letterPurposes),
    from: Person,
    received_at: instant,
    expires_at: instant,
    text: z.string().meta({ description: 'The letter itself, for review and apply.' }),
    words: z.string(),
  })
  .meta({ id: 'ReceivedLetter' })

export const LetterReview = z
  .object({
    purpose: z.enum(letterPurposes).nullable(),
    title: z.string(),
    words: z.array(z.string()).meta({ description: 'What it says and what following it does, a sentence each.' }),
    owner: Person.nullable(),
    delegate: Person.nullable(),
    written_at: instant.nullable(),
    expires_at: instant.nullable(),
    device: z.string().nullable().meta({ description: 'Name of the computer that signed it, where it is known.' }),
    fingerprint: z
      .string()
      .nullable()
      .meta({ description: 'Words of the key it was signed with, to compare with its writer.' }),
    confirm: z.boolean().meta({
      description:
        'The key is of a computer never heard of: apply asks for confirm_fingerprint, after the words were compared.',
    }),
    trouble: z.enum(letterTroubles).nullable(),
    trouble_words: z.string().nullable(),
    answers: z.array(z.enum(['accept', 'decline', 'note'])).meta({
      description: 'How it can be followed: a question is accepted or declined, a message noted.',
    }),
    delegation: Delegation.nullable().meta({ description: 'The permission as it stands here.' }),
  })
  .meta({ id: 'LetterReview' })

/** What following a letter did. */
export const FollowedLetter = z
  .object({
    words: z.string().meta({ description: 'What happened, and what is still to be done.' }),
    delegation: Delegation.nullable().meta({
      description: 'The permission as it stands here; null: this computer learns of it with the next workspace file.',
    }),
    answer: z
      .object({ file_name: z.string(), text: z.string(), link: z.string(), to: z.string() })
      .nullable()
      .meta({ description: 'The answer to hand back, where one is needed and no email takes it there.' }),
  })
  .meta({ id: 'FollowedLetter' })

const text = z.string().min(1).max(200_000).meta({ description: 'A letter: its text, what a file holds, or a link.' })
const reason = z.string().trim().min(1).max(500).optional()
const decided = { ...id.shape, version }
const who = z.strictObject({
  address: address.meta({ description: 'Address of a seat of this workspace.' }),
})
const tags = ['delegations']
const one = (name: string) => ({ method: 'POST' as const, path: `/delegations/{public_id}/${name}` as const, tags })

export const delegations = {
  list: base
    .route({
      method: 'GET',
      path: '/delegations',
      tags,
      description: 'Those that you gave or have, newest first; an admin sees all of them with "all".',
    })
    .input(
      page.extend({
        open: z.stringbool().or(z.boolean()).optional().meta({ description: 'Only pending and active ones.' }),
        side: z
          .enum(['owner', 'delegate'])
          .optional()
          .meta({ description: 'owner: given by you; delegate: given to you.' }),
        all: z.stringbool().or(z.boolean()).optional(),
      }),
    )
    .output(paged(Delegation)),
  standing: base
    .route({
      method: 'GET',
      path: '/delegations/standing',
      tags,
      description: 'Whether you may give and take permissions, and whether letters can leave by email.',
    })
    .output(
      z.object({
        hindrance: z.string().nullable().meta({ description: 'Why you may not; null: you may.' }),
        by_email: z.string().nullable().meta({ description: 'The mailbox that letters leave from; null: none can.' }),
        people: z
          .array(
            Person.extend({
              near: z.boolean().meta({ description: 'Of the same domain: a grant is active at once.' }),
              hindrance: z.string().nullable(),
            }),
          )
          .meta({ description: 'The other seats.' }),
      }),
    ),
  grant: base
    .route({
      method: 'POST',
      path: '/delegations/grant',
      successStatus: 201,
      tags,
      description: 'Lets somebody send for you: at once within your domain, else when they accept.',
    })
    .input(who)
    .output(Delegation),
  request: base
    .route({
      method: 'POST',
      path: '/delegations/request',
      successStatus: 201,
      tags,
      description: 'Asks somebody for permission to send for them. They always have to accept.',
    })
    .input(who)
    .output(Delegation),
  accept: base.route(one('accept')).input(z.strictObject(decided)).output(Delegation),
  decline: base
    .route(one('decline'))
    .input(z.strictObject({ ...decided, reason }))
    .output(Delegation),
  cancel: base.route(one('cancel')).input(z.strictObject(decided)).output(Delegation),
  consequence: base
    .route({
      method: 'GET',
      path: '/delegations/{public_id}/consequence',
      tags,
      description: 'What revoking it would do. Changes nothing.',
    })
    .input(id)
    .output(
      z.object({
        words: z.array(z.string()).meta({ description: 'What happens, a sentence each.' }),
        planned: count,
        contacts: count.meta({ description: 'Contacts who are under way in it.' }),
        sequences: z.array(z.string()),
        hand_back_to: z
          .string()
          .nullable()
          .meta({ description: "The delegate's own mailbox that could go on with them; null: there is none." }),
        hand_back_words: z.string(),
        devices: z.array(z.object({ name: z.string(), account: z.string(), until: instant })).meta({
          description: "The delegate's computers that hold a mailbox's password, and until when at the latest.",
        }),
      }),
    ),
  revoke: base
    .route(one('revoke'))
    .input(
      z.strictObject({
        ...decided,
        planned: z.enum(['withdraw', 'hand_back']).default('withdraw').meta({
          description: "What becomes of mail planned under it: withdrawn, or sent from the delegate's own mailbox.",
        }),
        reason,
      }),
    )
    .output(Delegation),
  letter: base
    .route({
      method: 'GET',
      path: '/delegations/{public_id}/letter',
      tags,
      description: 'The letter you can hand to the other side: as a file, a link, or an email of your own.',
    })
    .input(id)
    .output(
      Travelling.extend({
        file_name: z.string(),
        text: z.string().meta({ description: 'Content of the file.' }),
        link: z.string(),
        to: z.string(),
        subject: z.string(),
        body: z.string().meta({ description: 'Words for an email, with the link.' }),
      }),
    ),
  received: base
    .route({
      method: 'GET',
      path: '/delegations/received',
      tags,
      description: 'Letters that came in and wait for you.',
    })
    .output(z.array(ReceivedLetter)),
  review: base
    .route({ method: 'POST', path: '/delegations/review', tags, description: 'What a letter says. Changes nothing.' })
    .input(z.strictObject({ text }))
    .output(LetterReview),
  apply: base
    .route({ method: 'POST', path: '/delegations/apply', tags, description: 'Follows a letter. Works once.' })
    .input(
      z.strictObject({
        text,
        answer: z.enum(['accept', 'decline', 'note']),
        reason,
        confirm_fingerprint: z.string().max(200).optional(),
      }),
    )
    .output(FollowedLetter),
  planned: base
    .route({
      method: 'GET',
      path: '/delegations/{public_id}/planned',
      tags,
      description: 'Emails of it: planned ones first to leave first; with sent: those that left, newest first.',
    })
    .input(page.extend({ ...id.shape, sent: z.stringbool().or(z.boolean()).optional() }))
    .output(paged(Send)),
}
