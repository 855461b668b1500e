/** How the large mailbox providers word their notices. */
import { group, ours, plain, report } from './build.ts'

export const google = 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>'

export const oldGmail = (what: string, said: string): string =>
  plain(
    google,
    `Delivery Status Notification (${what === 'temporary' ? 'Delay' : 'Failure'})`,
    `Delivery to the following recipient ${what === 'temporary' ? 'has been delayed' : 'failed permanently'}:

     u@far.example

Technical details of ${what} failure:
${said}

   ----- Original message -----

${ours}`,
    what === 'temporary' ? '' : 'X-Failed-Recipients: u@far.example\n',
  )

export const gmail = (title: string, words: string, status: string, diagnostic: string, action = 'failed'): string =>
  report(
    google,
    `Delivery Status Notification (${action === 'failed' ? 'Failure' : 'Delay'})`,
    `
** ${title} **

${words}

The response was:

${diagnostic}`,
    [group('u@far.example', status, diagnostic, action)],
  )
export const notFound =
  "Your message wasn't delivered to u@far.example because the address couldn't be found, or is unable to receive mail."

export const yahoo = (said: string): string =>
  plain(
    'MAILER-DAEMON@yahoo.example',
    'Failure Notice',
    `Sorry, we were unable to deliver your message to the following address.

<u@far.example>:
${said}

--- Below this line is a copy of the message.

${ours}`,
  )

export const einsundeins = (said: string): string =>
  plain(
    'Mail Delivery System <mailer-daemon@kundenserver.example>',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

u@far.example:
${said}

--- The header of the original message is following. ---

${ours}`,
  )
