/** A dozen people, one mailbox that sends, one that can't sign in, and one email of each kind of trouble. */
import type { Story } from '../work/story.ts'

/** Paris: engaged on Monday 9 November 2026 at 08:40, looked at on Tuesday at 10:24. */
export async function smallTeam(s: Story): Promise<void> {
  const anna = await s.account('anna@haldenroux.example', { limits: ['50/hour', '400/day'] })
  const broken = await s.account('archive@haldenroux.example', { password: 'first' })
  anna.server.deed = ({ phase, to }) => {
    if (phase === 'rcpt' && to.startsWith('remi@')) return '550 5.1.1 no such user here'
    return phase === 'dot' && to.startsWith('jonas@') ? 'take-drop' : undefined
  }
  const people = 'amina beatriz chloe clara elodie giulia ingrid jonas lukas nora paolo remi'.split(' ')
  await s.client.today.seen()
  await s.engage({
    sender: 'anna@haldenroux.example',
    contacts: people.map((name) => `${name}@maison-orel.example`),
    steps: [{ days: 2 }, { days: 3 }],
  })
  await s.engage({
    sender: 'archive@haldenroux.example',
    contacts: ['yara@fabbrica.example', 'soren@fabbrica.example'],
    start: '2026-11-10T09:00',
  })
  broken.server.password = 'changed'
  await s.goTo('2026-11-10T09:24:00Z')
}
