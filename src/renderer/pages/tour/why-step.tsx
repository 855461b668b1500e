import { Button } from '@mantine/core'
import { ReasonChain } from '../../parts/reason-chain.tsx'
import { tour } from '../../words/tour.ts'
import { type BodyProps, Foot, Hero } from './pieces.tsx'

const words = tour.why

/** The reasons of one contact's emails, and where to go on. */
export function WhyStep({ trial, onBack, onLeave }: BodyProps) {
  const { planned } = trial
  const example = planned?.calendar.example
  const ways = [
    ['/contacts/import', words.import, words.importMore],
    ['/mailboxes/connect', words.connect, words.connectMore],
    ['/', words.explore, words.exploreMore],
  ] as const
  return (
    <section className="tour-page wide" aria-label={tour.steps.why}>
      <Hero said={words.hero} />
      {example && <p className="lead dim">{words.lead(example.contact)}</p>}
      <div className="why-cols">
        <ol className="why-emails">
          {planned &&
            example?.sends.map(({ step, slot, why }) => (
              <li key={step}>
                <h3>{words.step(step)}</h3>
                <ReasonChain
                  why={why.map((text, i) =>
                    i === why.length - 1 ? { when: words.at(slot, planned.zone), text: '' } : { text },
                  )}
                />
              </li>
            ))}
        </ol>
        <div className="ways">
          <h3>{words.on}</h3>
          {ways.map(([to, label, more], i) => (
            <div key={to}>
              <Button variant={i === 0 ? 'filled' : 'default'} onClick={() => void onLeave(to)}>
                {label}
              </Button>
              <p className="small dim">{more}</p>
            </div>
          ))}
        </div>
      </div>
      <Foot onBack={onBack}>{null}</Foot>
    </section>
  )
}
