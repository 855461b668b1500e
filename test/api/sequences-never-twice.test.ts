import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HOUR } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import { people, story } from '../work/story.ts'

type Deed =
  | { do: 'wait'; hours: number }
  | { do: 'text'; step: number }
  | { do: 'delay'; step: number; days: number; at: number | null }
  | { do: 'add' }
  | { do: 'stop'; who: number }
  | { do: 'pause' | 'resume' }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('text' as const), step: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('delay' as const),
      step: fc.nat(3),
      days: fc.integer({ min: 1, max: 4 }),
      at: fc.constantFrom(null, 10, 15),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'add' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), who: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const) }) },
)

it('whatever is edited while it runs: nobody gets a step twice, and each gets the text in force', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 10 }), async (deeds) => {
      const s = await story('2026-11-23T08:00:00Z')
      try {
        const { id, server } = await s.account('anna@example.com', { limits: ['3/hour'] })
        const contacts = people(5, 'x.test')
        const name = await s.engage({ sender: id, contacts, steps: [{ days: 1 }] })
        const steps = [
          { from: 1, subject: 'Hi', text: 'step 1 edit 0' },
          {
            from: 2,
            subject: '',
            text: 'step 2 edit 0',
            delay: { days: 1 } as { days: number; at?: string } | undefined,
          },
        ] as { from?: number; subject: string; text: string; delay?: { days: number; at?: string } }[]
        const inForce: { from: number; texts: string[] }[] = []
        let edits = 0
        const save = async () => {
          const { public_id, version } = await s.client.sequences.get({ public_id: name })
          await s.client.sequences.update({ public_id, version, steps })
          for (const [i, step] of steps.entries()) step.from = i + 1
          inForce.push({ from: s.now(), texts: steps.map(({ text }) => text) })
        }
        await save()
        for (const each of deeds) {
          edits++
          const step = 'step' in each ? steps[each.step % steps.length] : undefined
          const number = 'step' in each ? (each.step % steps.length) + 1 : 0
          if (each.do === 'wait') await s.goTo(s.now() + each.hours * HOUR)
          else if (each.do === 'stop') {
            const enrollment = await s.enrollment(name, contacts[each.who] ?? '')
            await s.client.enrollments.stop({ public_id: enrollment.public_id }).catch(() => {})
          } else if (each.do === 'pause' || each.do === 'resume') {
            const { public_id } = await s.client.sequences.get({ public_id: name })
            await s.client.sequences[each.do]({ public_id })
          } else if (each.do === 'add') {
            if (steps.length > 3) continue
            steps.push({ subject: '', text: `step ${steps.length + 1} edit ${edits}`, delay: { days: 1 } })
            await save()
          } else if (step && each.do === 'text') {
            step.text = `step ${number} edit ${edits}`
            await save()
          } else if (step && each.do === 'delay' && number > 1) {
            step.delay = { days: each.days, ...(each.at === null ? {} : { at: `${each.at}:00` }) }
            await save()
          }
          expect(await s.client.reports.sequence({ sequence: name })).toMatchObject({ conserved: true })
        }
        const { public_id } = await s.client.sequences.get({ public_id: name })
        await s.client.sequences.resume({ public_id })
        await s.end()
        const got = server.arrivals.map(({ to, raw, at }) => ({
          to,
          at,
          text: raw.split('\r\n\r\n').at(-1)?.trim() ?? '',
        }))
        const eachStep = got.map(({ to, text }) => `${to} ${text.split(' edit')[0]}`)
        expect(new Set(eachStep).size).toBe(eachStep.length)
        for (const { text, at } of got) {
          const version = inForce.findLast(({ from }) => from <= at)
          expect(version?.texts).toContain(text)
        }
        const report = await s.client.reports.sequence({ sequence: name })
        expect(report).toMatchObject({ conserved: true, engaged: 5, emails: { planned: 0, sent: got.length } })
      } finally {
        await s.stop()
      }
    }),
    { numRuns: size(10, 100) },
  )
})
