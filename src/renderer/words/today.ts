/** The words of the first screen of the day. */
import { count, list, many, word } from './format.ts'

const emails = (n: number) => many(n, 'email')
const leaving = (n: number) => (n === 0 ? 'None is left for' : `${count(n)} ${word(n, 'leaves', 'leave')}`)
const others = (n: number) => word(n, 'It does not fail.', 'None of them fails.')

export const today = {
  title: 'Today',
  failed: 'Today',
  verdict: {
    next: 'The next email leaves',
    to: (name: string) => `to ${name}.`,
    stopped: 'Sending is stopped.',
    paused: 'Everything is paused.',
    waiting: (n: number) => `${emails(n)} ${word(n, 'waits', 'wait')}. ${others(n)}`,
    nothing: 'Nothing is planned.',
    elsewhere: 'Nothing leaves from this computer.',
    allWait: 'Nothing can leave at present.',
    start: 'Nothing is planned yet.',
    startMore:
      'Write a sequence, bring in contacts, and see beforehand when each email would leave. Nothing is sent before you engage them.',
  },
  lead: (left: number, tomorrow: number, last: string | null, time: string, elsewhere: number) =>
    [
      left === 0 && tomorrow === 0
        ? `Nothing leaves ${elsewhere > 0 ? 'from here ' : ''}today or tomorrow.`
        : `${leaving(left)} today, ${left === 0 ? leaving(tomorrow) : tomorrow === 0 ? 'none' : count(tomorrow)} tomorrow.`,
      ...(last === null ? [] : [`The last one leaves ${last}.`]),
      ...(elsewhere === 0 ? [] : [`${emails(elsewhere)} ${word(elsewhere, 'leaves', 'leave')} from other computers.`]),
      `Times are ${time}.`,
    ].join(' '),
  start: { sequence: 'Write a sequence', contacts: 'Import contacts', tour: 'Take the tour', join: 'Join a team' },

  away: {
    title: 'While you were away',
    since: (moment: string) => `since ${moment}`,
    sent: (n: number) => `${emails(n)} ${word(n, 'was', 'were')} sent.`,
    sandbox: (n: number) => `${emails(n)} went to the Sandbox inbox.`,
    moved: (n: number) => `${emails(n)} moved to a later slot.`,
    refused: (n: number) => `${emails(n)} ${word(n, 'was', 'were')} refused.`,
    unsure: (n: number) => `Nobody can tell whether ${emails(n)} arrived.`,
    /** An address at its beginning stays as it is written. */
    reason: (reason: string, n: number) =>
      `${/^\S+@/.test(reason) ? reason : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`} (${count(n)})`,
    seen: 'Seen',
  },

  needs: {
    title: 'Needs you',
    nothing: 'Nothing needs you.',
    unsure: 'Nobody can tell whether this email arrived.',
    email: (subject: string, name: string) => `“${subject}” to ${name}`,
    decide: 'Decide',
    asksToSend: (name: string) => `${name} asks to send for you.`,
    ended: {
      declined: (name: string, at: string) => `${name} declined what you asked, ${at}.`,
      declinedOffer: (name: string, at: string) => `${name} declined to send for you, ${at}.`,
      ranOut: (name: string, at: string) => `What you asked ${name} ran out ${at} without an answer.`,
      revoked: (name: string, at: string) =>
        `You can’t send for ${name} any more: the permission was taken back ${at}.`,
      givenBack: (name: string, at: string) =>
        `${name} can’t send for you any more: the permission was given back ${at}.`,
    },
    endedEmails: 'What was planned under it is in the Outbox, with what became of it.',
    holds: (name: string, n: number, since: string | null) =>
      `${name} holds ${n === 1 ? 'an email' : many(n, 'email')} that you planned in their name${since === null ? '' : `, since ${since}`}.`,
    holdsMore: (n: number) =>
      `${n === 1 ? 'It leaves' : 'They leave'} when ${n === 1 ? 'it is' : 'they are'} released there. Ask them, if you don’t know why.`,
    see: 'See',
    letsYouSend: (name: string) => `${name} wants to let you send for them.`,
    stranded: (n: number, address: string, home: string) =>
      `${many(n, 'email')} from ${address} ${word(n, 'waits', 'wait')} for ${home}.`,
    strandedMore: (home: string) =>
      `This computer may not send from there any more. Exchange workspace files with ${home}: it sends them as soon as it has heard.`,
    exchange: 'Open Exchange',
    handed: (address: string, computer: string) => `${computer} has handed ${address} to this computer.`,
    handedMore: (n: number) =>
      n === 0
        ? 'Nothing leaves from it until you take it up.'
        : `${emails(n)} ${word(n, 'waits', 'wait')} until you take it up.`,
    /** On one computer alone an older copy of the data, or one kept beside another, can be behind what left. */
    mayHaveLeft: (address: string, n: number, may: number, isTeam: boolean) =>
      may > 0
        ? `${emails(may)} from ${address} may have left ${isTeam ? 'from another computer ' : ''}already.`
        : `${emails(n)} from ${address} ${word(n, 'waits', 'wait')} for your word.`,
    notDue: (n: number, may: number) =>
      may === n
        ? 'Nothing of it leaves before you have looked.'
        : `${may > 0 ? `${count(n - may)} more ${word(n - may, 'was', 'were')}` : word(n, 'It was', 'They were')} not due when it was taken over. Nothing leaves before you have looked.`,
    outOfTeam: 'This computer was taken out of the team.',
    outOfTeamMore:
      'Nothing leaves from it any more: another computer of the team takes its mailboxes over. What waits here stays as it is.',
    awaited: (workspace: string) => `This computer waits to be admitted to “${workspace}”.`,
    awaitedMore: (inviter: string) =>
      `Send its answer to ${inviter}, if you haven’t yet. Until then it goes on by itself, and the team hears nothing of it.`,
    answerTo: 'Show its answer',
    orphan: (address: string, computer: string) => `${address} is sent from ${computer}, which is out of the team.`,
    orphanMore: (n: number) =>
      n === 0
        ? 'Nothing leaves from it any more. Take it over on a computer of the team.'
        : `${emails(n)} ${word(n, 'waits', 'wait')} until it is taken over on a computer of the team.`,
    team: 'Open Team',
    taken: (address: string, by: string, seat: string | null, when: string) =>
      seat === null
        ? `${address} was taken over by ${by}, ${when}.`
        : `${seat} took ${address} over on ${by}, ${when}.`,
    takenMore:
      'Nothing of it leaves from this computer any more. What this one may have sent already is decided there, so that nobody gets an email twice.',
    seen: 'Seen',
    ownCopy: 'This copy is a computer of its own now.',
    ownCopyMore: {
      alone:
        'Its mailboxes are sent from the other copy. To work on both, invite this computer there and join here; if the other one is given up, take its mailboxes over here.',
      team: 'Its mailboxes are sent from the other copy, and the team doesn’t know this one yet: have an admin invite it, and join here.',
    },
    join: 'Join…',
    mailboxes: 'Open the mailboxes',
    decidedBox: (address: string, by: string | null, isApproved: boolean, when: string) =>
      `${by ?? 'An admin'} ${isApproved ? 'approved' : 'declined'} ${address}, ${when}.`,
    connectIt: 'Connect it…',
    answer: 'Answer',
    requests: (n: number) => `${many(n, 'request')} ${word(n, 'waits', 'wait')} for a decision.`,
    more: (n: number) => `${count(n)} more`,
    stopped: (address: string, when: string) => `Cadenza paused ${address}, ${when}.`,
    unread: (address: string, n: number) =>
      `${emails(n)} ${word(n, 'waits', 'wait')} because ${address} can’t be read.`,
    unreadMore: 'Nobody knows whether somebody has answered. They leave by themselves once it can.',
    untilResumed: 'It stays so until you resume it.',
    cantSend: (address: string) => `${address} can’t send.`,
    waits: (n: number) =>
      n === 0 ? 'Nothing waits for it.' : `${emails(n)} ${word(n, 'waits', 'wait')} for it. ${others(n)}`,
    back: (moment: string) => `It is tried again ${moment}.`,
    open: 'Open the mailbox',
    openGroup: 'Open the groups',
  },

  next: {
    title: 'Next emails',
    /** While sending has stopped they all wait, and none is simply to come. */
    all: (n: number) => (n === 0 ? 'Open the Outbox' : `All ${count(n)} to come`),
  },

  figures: {
    title: 'Today in figures',
    sent: 'Sent today',
    sandbox: 'To the Sandbox inbox',
    left: 'Still to leave today',
    tomorrow: 'Tomorrow',
    waiting: 'Waiting',
    planned: 'Planned in all',
  },

  finished: {
    title: 'Finished',
    row: (contacts: number, sent: number) => `${many(contacts, 'contact')}, ${emails(sent)} sent`,
  },

  health: {
    title: 'Mailboxes',
    unit: (unit: 'second' | 'minute' | 'hour' | 'day' | 'utc_day' | null) =>
      ({ second: 'a second', minute: 'a minute', hour: 'in 60 minutes', day: 'in 24 hours', utc_day: 'this UTC day' })[
        unit ?? 'day'
      ],
    noLimit: (used: number) => `${count(used)} in 24 hours, no limit`,
    paused: 'Paused',
    pending: 'Not tested yet',
    inactive: 'Inactive',
    error: 'In error',
    all: 'All mailboxes',
  },
  list: (words: readonly string[]) => list(words),
} as const
