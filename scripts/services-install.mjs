// Makes sure that the programs which the tests talk to are there: mail servers, a keyring, a browser.
//   node scripts/services-install.mjs
// Does nothing when all are. On Debian and Ubuntu as root it installs what is missing; elsewhere it says what to
// install, in one sentence, and exits 1: a test run without them would prove less than it says.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
const inPath = (name) => () => places.some((place) => existsSync(join(place, name)))
const anyOf =
  (...paths) =>
  () =>
    paths.some((path) => existsSync(path))
const libraries = ['/usr/lib', '/usr/lib64', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu']

/** Debian keeps each version's programs in a folder of its own, out of the PATH. */
const debianPostgres = () => {
  const folder = '/usr/lib/postgresql'
  return existsSync(folder) && readdirSync(folder).some((version) => existsSync(join(folder, version, 'bin/initdb')))
}

/** Debian package → how to see that it is there. */
const wanted = {
  postfix: inPath('postfix'),
  'postfix-lmdb': anyOf('/usr/lib/postfix/postfix-lmdb.so', '/usr/lib/postfix/dict_lmdb.so'),
  'dovecot-core': inPath('dovecot'),
  'dovecot-imapd': anyOf('/usr/lib/dovecot/imap'),
  'dovecot-lmtpd': anyOf('/usr/lib/dovecot/lmtp'),
  'dovecot-submissiond': anyOf('/usr/lib/dovecot/submission'),
  'dovecot-sieve': anyOf('/usr/lib/dovecot/modules/lib90_sieve_plugin.so'),
  'dovecot-managesieved': anyOf('/usr/lib/dovecot/managesieve'),
  'gnome-keyring': inPath('gnome-keyring-daemon'),
  'libsecret-1-0': anyOf(...libraries.map((folder) => join(folder, 'libsecret-1.so.0'))),
  dbus: inPath('dbus-run-session'),
  'dbus-daemon': inPath('dbus-daemon'),
  openssl: inPath('openssl'),
  postgresql: () => inPath('initdb')() || debianPostgres(),
  chromium: inPath('chromium'),
  'fonts-liberation': anyOf('/usr/share/fonts/truetype/liberation', '/usr/share/fonts/truetype/liberation2'),
}

const elsewhere =
  'The tests need Postfix, Dovecot (IMAP, LMTP, submission, Sieve), GNOME Keyring with libsecret and D-Bus, OpenSSL, PostgreSQL, ' +
  "and Chromium: install them with your system's packages, or run the tests as root on Debian or Ubuntu."

/** What makes the tests quicker, and nothing needs. */
const welcome = { 'chromium-headless-shell': inPath('chromium-headless-shell') }

const missing = () => Object.keys(wanted).filter((name) => !wanted[name]())

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', '-qq']
  return spawnSync('apt-get', [...options, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}

function install(names) {
  console.log(`Installing ${names.join(', ')} …`)
  // Without an answer Postfix's package would ask what kind of mail server this is to become. It is to become none.
  spawnSync('debconf-set-selections', {
    input: 'postfix postfix/main_mailer_type select No configuration\n',
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  // An image without package lists can't install, but an old list is better than none.
  if (!apt('update')) console.log('The package lists could not be renewed; trying with the ones that are here.')
  apt('install', '-y', '--no-install-recommends', ...names)
}

const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && inPath('apt-get')()
const before = missing()
if (before.length > 0) {
  if (canInstall) install(before)
  const still = missing()
  if (still.length > 0) {
    console.error(`Not here: ${still.join(', ')}. ${elsewhere}`)
    process.exitCode = 1
  }
}
for (const name of Object.keys(welcome))
  if (canInstall && !welcome[name]() && !apt('install', '-y', '--no-install-recommends', name))
    console.log(`${name} can't be had here; the tests do without it.`)
