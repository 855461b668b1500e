import { Button, Checkbox, Textarea } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { saveText } from '../../api/save-text.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { sayRefused } from '../../parts/say.tsx'
import { HandOn, Looked, type PasteProps, SignedFacts } from '../../parts/signed.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { letterPage as words } from '../../words/delegation.ts'
import { moment, said } from '../../words/format.ts'
import './letter.css'

type Found = Awaited<ReturnType<typeof client.delegations.review>>
type Answer = Found['answers'][number]
type Followed = Awaited<ReturnType<typeof client.delegations.apply>>

/** Who wrote it: of the two, the one who doesn't read it here. */
function useWriter({ owner, delegate }: Found): string {
  const own = useQuery(api.seats.list.queryOptions()).data?.[0]?.public_id
  return (owner?.public_id === own ? delegate : owner)?.name ?? ''
}

function Facts({ found }: { found: Found }) {
  const zone = useZone()
  const now = useNow(60_000)
  const isOver = found.expires_at !== null && now !== null && Date.parse(found.expires_at) <= now
  const person = (one: Found['owner']) => one && `${one.name}, ${one.address}`
  const rows: [string, ReactNode][] = [
    [words.facts.owner, person(found.owner)],
    [words.facts.delegate, person(found.delegate)],
    [words.facts.written, found.written_at && moment(found.written_at, zone, now)],
    [isOver ? words.facts.wasUntil : words.facts.until, found.expires_at && moment(found.expires_at, zone, now)],
    [words.facts.device, found.device ?? (found.fingerprint === null ? null : words.facts.unknownDevice)],
    [
      words.facts.words,
      found.fingerprint && <SixWords words={found.fingerprint.split(/[\s-]+/)} label={words.facts.words} />,
    ],
  ]
  return <SignedFacts rows={rows} />
}

/** The answer to hand back, where no email takes it there. */
function HandBack({ answer: { file_name, text, link, to } }: { answer: NonNullable<Followed['answer']> }) {
  const save = async () => {
    try {
      await saveText(file_name, text)
    } catch (thrown) {
      sayRefused(words.back.file, thrown)
    }
  }
  return (
    <section className="lt-back" aria-label={words.back.title}>
      <div>
        <h3>{words.back.title}</h3>
        <p className="dim">{words.back.more(to)}</p>
      </div>
      <HandOn
        label={words.back.link}
        link={link}
        copy={words.back.copy}
        file={{ label: words.back.file, save: () => void save() }}
      />
    </section>
  )
}

const ToDelegation = () => (
  <Button renderRoot={(props) => <Link to="/settings/{-$section}" params={{ section: 'delegation' }} {...props} />}>
    {words.to}
  </Button>
)

function Done({ done, onOther }: { done: Followed; onOther: () => void }) {
  return (
    <div className="signed">
      <p className="signed-done" role="status">
        <IconCheck size={18} stroke={1.8} aria-hidden />
        <span>{said(done.words)}</span>
      </p>
      {done.answer && <HandBack answer={done.answer} />}
      <div className="signed-acts">
        <ToDelegation />
        <Button variant="default" onClick={onOther}>
          {words.other}
        </Button>
      </div>
    </div>
  )
}

/** Accepting asks for the words to be compared where the key is a stranger's; declining may say why. */
function Answers({ text, found, onDone }: { text: string; found: Found; onDone: (done: Followed) => void }) {
  const writer = useWriter(found)
  const [isCompared, setCompared] = useState(false)
  const [reason, setReason] = useState('')
  const go = useMutation({
    mutationFn: (answer: Answer) =>
      client.delegations.apply({
        text,
        answer,
        ...(answer === 'decline' && reason.trim() ? { reason: reason.trim() } : {}),
        ...(found.confirm && isCompared && found.fingerprint ? { confirm_fingerprint: found.fingerprint } : {}),
      }),
    onSuccess: onDone,
  })
  if (found.answers.length === 0) return <p className="dim">{words.nothing}</p>
  const isOff = found.confirm && !isCompared
  return (
    <>
      {found.confirm && (
        <div className="signed-block">
          <Notice tone="warn">{words.compareMore}</Notice>
          <Checkbox
            label={words.compare(writer)}
            checked={isCompared}
            onChange={({ currentTarget }) => setCompared(currentTarget.checked)}
          />
        </div>
      )}
      {found.answers.includes('decline') && (
        <Textarea
          label={words.reason}
          maxLength={500}
          autosize
          minRows={1}
          maxRows={6}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
      {go.error && <Notice tone="bad">{wordsOf(go.error)}</Notice>}
      <div className="signed-acts">
        {found.answers.map((answer) => (
          <Button
            key={answer}
            variant={answer === 'decline' ? 'default' : 'filled'}
            disabled={isOff && answer !== 'decline'}
            loading={go.isPending && go.variables === answer}
            onClick={() => go.mutate(answer)}
          >
            {words.answers[answer]}
          </Button>
        ))}
      </div>
    </>
  )
}

function Review({ text, found, onOther }: { text: string; found: Found; onOther: () => void }) {
  const [done, setDone] = useState<Followed | null>(null)
  if (done !== null) return <Done done={done} onOther={onOther} />
  // nothing is wrong with it: somebody has decided, or its days are over
  const isPast = found.trouble === 'used' || found.trouble === 'over' || found.trouble === 'expired'
  return (
    <section className="signed" aria-label={found.title}>
      <div className="signed-block">
        <h2>{found.title}</h2>
        {found.words.map((sentence) => (
          <p key={sentence}>{said(sentence)}</p>
        ))}
      </div>
      {found.trouble_words !== null && <Notice tone={isPast ? 'info' : 'bad'}>{said(found.trouble_words)}</Notice>}
      {found.owner && <Facts found={found} />}
      {found.trouble === null && <Answers text={text} found={found} onDone={setDone} />}
      {isPast && (
        <div className="signed-acts">
          <ToDelegation />
        </div>
      )}
      <button type="button" className="link lt-other" onClick={onOther}>
        {words.other}
      </button>
    </section>
  )
}

/** One letter: what it says, what following it does, whose key signed it, and how it can be answered. */
export function Letter({ text, paste, onOther }: { text: string; paste: PasteProps; onOther: () => void }) {
  const found = useQuery({
    queryKey: ['letter', text],
    queryFn: ({ signal }) => client.delegations.review({ text }, { signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Looked found={found} text={text} paste={paste}>
      {(it) => <Review text={text} found={it} onOther={onOther} />}
    </Looked>
  )
}
