import { Outlet } from '@tanstack/react-router'
import { shell } from '../words/shell.ts'
import { FirstRun } from './first-run.tsx'
import { Sidebar } from './sidebar.tsx'
import './frame.css'

/** The sidebar and the screen beside it. */
export function Frame() {
  return (
    <div className="app">
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        {shell.skip}
      </button>
      <FirstRun />
      <Sidebar />
      <main className="main" id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  )
}
