/** Two contacts engaged in a sequence of two steps, at the sandbox: something that is planned. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from './desktop.ts'

export async function engage({ folder, cadenza }: Home): Promise<void> {
  const steps = [
    { subject: 'Hi', text: 'Hello' },
    { text: 'Did you see it?', delay: { days: 2, at: '14:00' } },
  ]
  writeFileSync(join(folder, 'contacts.csv'), 'email\nann@c.test\nbob@c.test\n')
  writeFileSync(join(folder, 'hello.json'), JSON.stringify({ name: 'Hello', steps }))
  await cadenza('import', join(folder, 'contacts.csv'))
  await cadenza('sequences', 'add', join(folder, 'hello.json'))
  await cadenza('engage', 'Hello', '--yes')
}
