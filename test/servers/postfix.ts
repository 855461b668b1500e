import { spawnSync } from 'node:child_process'
import { chownSync, closeSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { needBinaries } from './binaries.ts'
import { type Daemon, daemon, listens, waitFor } from './wait.ts'

/**
 * A private Postfix in `folder`; nothing of /etc/postfix or /var/spool/postfix is used, and no mail leaves the machine:
 *
 * | to | happens |
 * |---|---|
 * | a mailbox of acme.test | delivered to Dovecot; others are refused at RCPT with 550 5.1.1 |
 * | anything@customer.test | accepted, delivered to Dovecot (plus addresses go to the part before the +) |
 * | refused.test, busy.test | refused at RCPT with 550 5.1.1, 450 4.2.1 |
 * | discard.test | accepted and swallowed |
 * | nowhere.test, late.test | accepted; its server is the one that asks (a loop), or doesn't answer: a notice comes back after a moment |
 *
 * Only root can start it, because Postfix's master refuses anything else.
 */
export async function startPostfix(options: {
  folder: string
  port: number
  lmtpPort: number
  mailboxes: readonly string[]
  /** Port of a policy service (`startPolicyService`) that is asked at every step of a conversation. */
  policy?: number
  /** Bytes of the largest message it takes; it doesn't say so before it has one that is larger. */
  sizeLimit?: number
}): Promise<Daemon> {
  const { folder, port } = options
  const { postfix, id } = needBinaries('postfix', 'id')
  if (userInfo().uid !== 0) throw new Error('Postfix can be started by root only: run the tests as root, as CI does.')
  const owner = Number(spawnSync(id, ['-u', 'postfix'], { encoding: 'utf8' }).stdout)
  const etc = join(folder, 'etc')
  for (const part of ['', 'etc', 'queue', 'data']) mkdirSync(join(folder, part), { recursive: true })
  chownSync(join(folder, 'data'), owner, 0)
  // The package keeps these beside main.cf; `postfix start` wants them there.
  for (const name of ['postfix-files', 'postfix-files.d', 'dynamicmaps.cf', 'dynamicmaps.cf.d']) {
    const from = join('/etc/postfix', name)
    if (existsSync(from)) cpSync(from, join(etc, name), { recursive: true })
  }
  writeFileSync(join(etc, 'main.cf'), mainConfiguration(folder, options))
  writeFileSync(join(etc, 'master.cf'), services(port))
  writeFileSync(join(etc, 'mailboxes'), options.mailboxes.map((name) => `${name} x\n`).join(''))
  writeFileSync(
    join(etc, 'transport'),
    `customer.test lmtp:inet:127.0.0.1:${options.lmtpPort}
refused.test error:5.1.1 User unknown in virtual mailbox table
busy.test retry:4.2.1 Mailbox temporarily unavailable
discard.test discard:silently
nowhere.test smtp:[127.0.0.1]:${port}
late.test smtp:[127.0.0.1]:1
`,
  )
  // Not through pipes: the daemon would keep them open, and we would wait for their end for ever.
  const said = openSync(join(folder, 'start.log'), 'w')
  const started = spawnSync(postfix, ['-c', etc, 'start'], { stdio: ['ignore', said, said] })
  closeSync(said)
  const log = () => (existsSync(join(folder, 'maillog')) ? readFileSync(join(folder, 'maillog'), 'utf8') : '')
  if (started.status !== 0)
    throw new Error(`Postfix did not start: ${readFileSync(join(folder, 'start.log'), 'utf8')}${log()}`)
  const server = daemon('Postfix', () => Number(readFileSync(join(folder, 'queue/pid/master.pid'), 'utf8')), log)
  await waitFor('Postfix to listen', () => listens(port)).catch(async (error) => {
    await server.stop()
    throw new Error(`${error}\n${log()}`)
  })
  return server
}

interface Choices {
  lmtpPort: number
  policy?: number
  sizeLimit?: number
}

function mainConfiguration(folder: string, { lmtpPort, policy, sizeLimit }: Choices): string {
  const ask = policy === undefined ? '' : `check_policy_service inet:127.0.0.1:${policy},`
  return `compatibility_level = 3.7
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = ${folder}/etc
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/maillog
maillog_file_prefixes = /var, /dev/stdout, ${folder}
alias_maps =
alias_database =
local_recipient_maps =
myhostname = mx.acme.test
mydomain = acme.test
myorigin = acme.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
smtp_host_lookup = native
append_dot_mydomain = no
biff = no
message_size_limit = ${sizeLimit ?? 31_457_280}
smtpd_discard_ehlo_keywords = ${sizeLimit === undefined ? '' : 'size'}
mailbox_size_limit = 0
recipient_delimiter = +
smtpd_delay_reject = ${policy === undefined ? 'yes' : 'no'}
smtpd_client_restrictions = ${ask}
smtpd_helo_restrictions = ${ask}
smtpd_sender_restrictions = ${ask}
smtpd_data_restrictions = ${ask}
smtpd_end_of_data_restrictions = ${ask}
smtpd_recipient_restrictions = ${ask} permit_mynetworks, reject_unauth_destination
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
virtual_mailbox_domains = acme.test
virtual_mailbox_maps = texthash:${folder}/etc/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:${lmtpPort}
relay_domains = customer.test
relay_recipient_maps =
transport_maps = texthash:${folder}/etc/transport
default_transport = error:5.4.4 no route outside the test machine
relay_transport = lmtp:inet:127.0.0.1:${lmtpPort}
queue_run_delay = 1s
minimal_backoff_time = 2s
maximal_backoff_time = 3s
delay_warning_time = 1s
notify_classes =
lmtp_destination_concurrency_limit = 20
smtp_tls_security_level = none
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
smtpd_soft_error_limit = 1000
`
}

function services(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`
}
