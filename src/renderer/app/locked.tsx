import { Command } from '../parts/command.tsx'
import { Mark } from '../parts/mark.tsx'
import { shell } from '../words/shell.ts'

/** A browser without a session: what to do, and nothing of the workspace. */
export function Locked() {
  return (
    <main className="locked">
      <Mark />
      <h1>{shell.locked.title}</h1>
      <p>{shell.locked.more}</p>
      <Command>npm start</Command>
      <p className="small dim">{shell.locked.again}</p>
      <Command>npx cadenza serve</Command>
    </main>
  )
}
