import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { Command } from '../parts/command.tsx'
import { Mark } from '../parts/mark.tsx'
import './front.css'

/** Asks the engine that served this page whether it is still there: at the start, and when somebody comes back to it. */
function useEngine(): boolean {
  const [running, setRunning] = useState(true)
  useEffect(() => {
    const ask = () =>
      fetch('/health', { cache: 'no-store' }).then(
        () => setRunning(true),
        () => setRunning(false),
      )
    void ask()
    window.addEventListener('focus', ask)
    return () => window.removeEventListener('focus', ask)
  }, [])
  return running
}

function Verdict({ running }: { running: boolean }) {
  return running ? (
    <>
      <h1>
        Cadenza is <em>running</em> on this computer.
      </h1>
      <p>
        It plans your email sequences and sends them, hour by hour, from your own mailboxes. This version has no
        screens: you work with it in a terminal, or from a program of yours.
      </p>
    </>
  ) : (
    <>
      <h1>
        Cadenza has <em>stopped</em>.
      </h1>
      <p>
        Nothing leaves while it is stopped, and nothing is lost. Start it with <code>npm start</code>. An email that is
        more than an hour late by then gets a new time, and its reason says so.
      </p>
    </>
  )
}

function Step({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div className="front-step">
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Terminal() {
  return (
    <section aria-labelledby="terminal">
      <h2 id="terminal">In a terminal</h2>
      <dl>
        <Step what="See when every email would leave. No mailbox needed">
          <Command>npx cadenza preview --contacts contacts.csv</Command>
        </Step>
        <Step what="Rehearse the whole job. Nothing leaves this computer">
          <Command>npx cadenza rehearse --contacts contacts.csv --sequence sequence.json</Command>
        </Step>
        <Step what="Bring in the people you write to">
          <Command>npx cadenza import contacts.csv</Command>
        </Step>
        <Step what="Every command, with its options">
          <Command>npx cadenza --help</Command>
        </Step>
      </dl>
    </section>
  )
}

function Program() {
  return (
    <section aria-labelledby="program">
      <h2 id="program">From a program</h2>
      <dl>
        <Step what="Make a key. It is shown once">
          <Command>npx cadenza key create</Command>
        </Step>
        <Step what="Ask with it">
          <Command>{`curl -H "Authorization: Bearer $KEY" ${window.location.origin}/api/status`}</Command>
        </Step>
        <Step what="The whole interface, as an OpenAPI document">
          <a href="/api/openapi.json">/api/openapi.json</a>
        </Step>
      </dl>
    </section>
  )
}

/** What the engine's own address shows: that it runs, and how to work with it. */
export function Front({ version }: { version: string }) {
  const running = useEngine()
  return (
    <div className="front">
      <header>
        <span className="front-mark">
          <Mark />
        </span>
        <span className="front-name">Cadenza</span>
        <span className="front-version">{version}</span>
      </header>
      <main>
        <div className="front-verdict" aria-live="polite">
          <Verdict running={running} />
        </div>
        <div className="front-ways">
          <Terminal />
          <Program />
        </div>
      </main>
      <footer>
        Every planned email ends as exactly one of: sent, refused, withdrawn, or “we are not sure”. Cadenza never sends
        the same email twice on its own.
      </footer>
    </div>
  )
}
