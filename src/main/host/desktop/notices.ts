/** The engine's notes as notifications of the system. A click shows what it is about, and does nothing else. */
import { Notification } from 'electron'
import type { Notifier } from '../../ports.ts'
import { routeOfNote } from './links.ts'

/** Shown ones must be held on to, or the click is lost when memory is tidied. So many at most. */
const most = 20

/** @param open shows the window at a route */
export function createNotifier(open: (route?: string) => void): Notifier & { tell(title: string, body: string): void } {
  const shown = new Set<Notification>()
  const show = (title: string, body: string, route?: string) => {
    if (!Notification.isSupported()) return
    const note = new Notification({ title, body })
    shown.add(note)
    if (shown.size > most) for (const oldest of [...shown].slice(0, shown.size - most)) shown.delete(oldest)
    note.on('click', () => open(route))
    note.on('close', () => shown.delete(note))
    note.show()
  }
  return {
    notify: (note) => show(note.title, note.body, routeOfNote(note)),
    tell: (title, body) => show(title, body),
  }
}
