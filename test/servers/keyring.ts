import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installHint } from './binaries.ts'

/** What a keyring session is like: unlocked, locked although it has entries, no Secret Service, or no D-Bus at all. */
export type KeyringState = 'unlocked' | 'locked' | 'no-service' | 'no-bus'

export interface KeyringHome {
  /** Throw-away folder that stands for the user's: the keyring file stays in it between runs. */
  folder: string
  remove(): void
}

export function makeKeyringHome(): KeyringHome {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-keyring-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/**
 * Runs a program in a private desktop session with its own bus and keyring, and resolves with what it printed. With
 * `unlocked`, the login keyring exists and is open; with `locked`, the one that an earlier run left behind stays shut.
 */
export async function runWithKeyring(
  home: KeyringHome,
  state: KeyringState,
  command: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    XDG_DATA_HOME: join(home.folder, 'data'),
    XDG_CACHE_HOME: join(home.folder, 'cache'),
    XDG_RUNTIME_DIR: home.folder,
  }
  delete env.DBUS_SESSION_BUS_ADDRESS
  delete env.DISPLAY
  return finished(spawn(...invocation(home, state, command), { env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** `$@` is the program; the daemon reads its password from standard input and needs an empty data folder made for it. */
const unlock =
  'mkdir -p "$XDG_DATA_HOME" && printf %s test | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "$@"'

function invocation(home: KeyringHome, state: KeyringState, command: readonly string[]): [string, string[]] {
  const [program = '', ...rest] = command
  if (state === 'no-bus') return [program, rest]
  if (state === 'locked') return ['dbus-run-session', ['--', ...command]]
  if (state === 'unlocked') return ['dbus-run-session', ['--', 'bash', '-c', unlock, '_', ...command]]
  const config = join(home.folder, 'bare-bus.conf')
  writeFileSync(config, bareBus)
  return ['dbus-run-session', [`--config-file=${config}`, '--', ...command]]
}

/** A bus that knows no services to start. */
const bareBus = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
`

function finished(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout?.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr?.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('error', (error) =>
      reject(new Error(`${error.message}. ${installHint(['dbus-run-session', 'gnome-keyring-daemon'])}`)),
    )
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
