/** A test of a connection, as people read it: what was found, and what to do about a failure. */
import type { BreakCause, SmtpPhase } from '../../shared/domain/outcome.ts'
import type { SmtpProtocol } from './smtp-settings.ts'

/** What a test of the connection found, and what to do about a failure. */
export interface Probe {
  ok: boolean
  /** The server's own, word for word; null when it said nothing. */
  words: string | null
  /** What went wrong where no server said so. */
  trouble: string | null
  next: string | null
}

/** A person waits for the result, so it is given up sooner than an email would be. In ms. */
export const probePatience = { connect: 15_000, greeting: 15_000, command: 15_000 }

/** Where a server is, as a person entered it. */
export interface Place {
  host: string
  port: number
  protocol: SmtpProtocol
}

/** What is usual of one kind of server. */
export interface Usual {
  port: Record<SmtpProtocol, number>
  /** What to do where TLS isn't spoken as the protocol has it. */
  tls: (place: Place) => string
  /** What it then is not. */
  server: string
}

/** What happened before any server had its say; the system's name for it in brackets, for whoever looks it up. */
export function troubleOf(
  { cause, error, phase }: { cause: BreakCause; error: string; phase: SmtpPhase },
  { host, port, protocol }: Place,
): string {
  const place = `${host}:${port}`
  switch (cause) {
    case 'dns':
      return `There is no server called ${host}.`
    case 'unreachable':
      return `No server answered at ${place} (${/ECONNREFUSED/.test(error) ? 'connection refused' : 'it cannot be reached from here'}).`
    case 'timeout':
      return phase === 'connect'
        ? `No server answered at ${place} (no answer in time).`
        : `The server at ${place} stopped answering.`
    case 'untrusted':
      return `The certificate of ${place} cannot be trusted: ${error}`
    case 'tls':
      return `${place} and this computer found no common way to encrypt with ${protocol}: ${error}`
    case 'protocol':
      return `What answers at ${place} does not speak as a mail server: ${error}`
    case 'closed':
      return `The server at ${place} closed the connection.`
  }
}

/** What to do about a connection that broke before any server had its say. */
export function afterBreak({ cause, error }: { cause: BreakCause; error: string }, place: Place, usual: Usual): string {
  const { host, port, protocol } = place
  switch (cause) {
    case 'dns':
      return `Check how its name is written: ${host}. If it is right, check this computer's network.`
    case 'unreachable':
      return `Check the server's name and the port: with ${protocol} it is usually ${usual.port[protocol]}, not every network lets ${port} through.`
    case 'timeout':
      return `Check the port: ${port} is silent. With ${protocol} it is usually ${usual.port[protocol]}.`
    case 'untrusted':
      return untrustedAdvice(host, error)
    case 'tls':
      return usual.tls(place)
    case 'protocol':
      return `It may speak TLS from the start (then use tls, usually on port ${usual.port.tls}), or be no ${usual.server}.`
    case 'closed':
      return `Check that port ${port} and the protocol go together.`
  }
}

/** What to do about a certificate; one that ran out is the server's own trouble. */
const untrustedAdvice = (host: string, error: string): string =>
  /expired/i.test(error)
    ? `The certificate of ${host} has run out: whoever runs the server must renew it. See that this computer's date is right.`
    : `Check the server's name: its certificate is not for ${host} from a known authority. Don't send there.`
