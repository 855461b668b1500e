import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { needBinaries } from './binaries.ts'
import type { Tls } from './tls.ts'
import { type Daemon, daemon, listens, waitFor } from './wait.ts'

export interface DovecotPorts {
  imap: number
  imaps: number
  submission: number
  submissions: number
  lmtp: number
  /** Where its submission service relays to. */
  mta: number
}

/**
 * A private Dovecot from a configuration of its own in `folder`: IMAP, submission and LMTP on loopback ports. It never
 * runs as root: started by root it steps down to the user `dovecot` of the package.
 */
export async function startDovecot(options: {
  folder: string
  tls: Tls
  ports: DovecotPorts
  users: Record<string, string>
  /** Port of an authorization server on this computer: access tokens are checked there, by introspection. */
  oidc?: number
}): Promise<Daemon> {
  const { folder, ports } = options
  const { dovecot, setpriv, id } = needBinaries('dovecot', 'setpriv', 'id')
  const asRoot = userInfo().uid === 0
  const user = asRoot ? 'dovecot' : userInfo().username
  const number = (flag: string) => Number(spawnSync(id, [flag, user], { encoding: 'utf8' }).stdout)
  for (const part of ['', 'run', 'state', 'home']) {
    const path = join(folder, part)
    mkdirSync(path, { recursive: true })
    if (asRoot) chownSync(path, number('-u'), number('-g'))
  }
  const config = join(folder, 'dovecot.conf')
  const users = Object.entries(options.users).map(([name, password]) => `${name}:{PLAIN}${password}::::::\n`)
  writeFileSync(join(folder, 'users'), users.join(''))
  writeFileSync(config, configuration(folder, user, options.tls, ports, options.oidc !== undefined))
  if (options.oidc !== undefined) writeFileSync(join(folder, 'oauth2.conf.ext'), introspection(options.oidc))
  chmodSync(options.tls.key, 0o644)
  const stepDown = asRoot ? [setpriv, `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--'] : []
  const [program = '', ...args] = [...stepDown, dovecot, '-c', config]
  // Not through pipes: the daemon would keep them open, and we would wait for their end for ever.
  const said = openSync(join(folder, 'start.log'), 'w')
  const started = spawnSync(program, args, { stdio: ['ignore', said, said] })
  closeSync(said)
  const log = () => (existsSync(join(folder, 'dovecot.log')) ? readFileSync(join(folder, 'dovecot.log'), 'utf8') : '')
  if (started.status !== 0)
    throw new Error(`Dovecot did not start: ${readFileSync(join(folder, 'start.log'), 'utf8')}${log()}`)
  const pid = () => Number(readFileSync(join(folder, 'run', 'master.pid'), 'utf8'))
  const server = daemon('Dovecot', pid, log)
  const open = [ports.imap, ports.imaps, ports.submission, ports.submissions, ports.lmtp]
  await waitFor('Dovecot to listen', async () =>
    (await Promise.all(open.map((port) => listens(port)))).every(Boolean),
  ).catch(async (error) => {
    await server.stop()
    throw new Error(`${error}\n${log()}`)
  })
  return server
}

/** "user:password" in the address becomes the client's authentication; the subject is the mail address. */
const introspection = (port: number): string => `
introspection_mode = post
introspection_url = http://dovecot:dovecot-secret@127.0.0.1:${port}/token/introspection
username_attribute = sub
username_format = %u
active_attribute = active
active_value = true
scope = https://mail.google.com/
timeout_msecs = 3000
`

function configuration(folder: string, user: string, tls: Tls, ports: DovecotPorts, tokens: boolean): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp submission
default_internal_user = ${user}
default_internal_group = ${user}
default_login_user = ${user}
first_valid_uid = 1
mail_uid = ${user}
mail_gid = ${user}
ssl = yes
ssl_cert = <${tls.certificate}
ssl_key = <${tls.key}
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login${tokens ? ' xoauth2 oauthbearer' : ''}
auth_failure_delay = 0
auth_verbose = yes
${
  tokens
    ? `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf.ext
}`
    : ''
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
  default_fields = uid=${user} gid=${user} home=${folder}/home/%d/%n
}
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 500
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
}
lmtp_save_to_detail_mailbox = no
recipient_delimiter = +
hostname = mail.acme.test
protocol lmtp {
  postmaster_address = postmaster@acme.test
}
submission_relay_host = 127.0.0.1
submission_relay_port = ${ports.mta}
submission_relay_trusted = yes
submission_relay_ssl = no
submission_max_mail_size = 30M
submission_backend_capabilities = 8BITMIME DSN ENHANCEDSTATUSCODES PIPELINING
${loginService('imap', ports.imap, ports.imaps)}
${loginService('submission', ports.submission, ports.submissions)}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${ports.lmtp}
  }
}
# Otherwise every wrong password makes the next sign-in from the same address wait 5, 15, … s.
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service imap-urlauth-login {
  chroot =
}
service auth {
  unix_listener auth-userdb {
    mode = 0600
  }
}
`
}

function loginService(name: 'imap' | 'submission', port: number, securePort: number): string {
  return `service ${name}-login {
  chroot =
  inet_listener ${name} {
    port = ${port}
  }
  inet_listener ${name}s {
    port = ${securePort}
    ssl = yes
  }
}`
}
