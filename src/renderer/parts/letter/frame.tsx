import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { letter as words } from '../../words/letter.ts'
import { cleanLetter } from './clean.ts'
import { type LetterLink, letterLink } from './link.ts'
import { paintLetter } from './paint.ts'
import './letter.css'

const blank = '<!doctype html><html lang=""><head><title>Message</title></head><body></body></html>'

/** The address behind a click inside the frame, as it is, not as the message calls it. */
function linkOf(event: Event): string | null {
  const target = event.target as Element | null
  return target?.closest?.('a[href]')?.getAttribute('href') ?? null
}

interface LetterFrameProps {
  html: string
  subject: string
  /** Of the mail program that is stood in for. */
  scheme?: 'light' | 'dark'
  /** Of what is written here alone: `blob:` addresses of its pictures. Mail from outside is given none. */
  pictures?: Readonly<Record<string, string>>
  /** Of those the ones that are on their way: nobody is told that they are missing. */
  coming?: readonly string[]
}

const none = {}

/**
 * A message's HTML in a frame that runs no scripts, submits nothing, opens nothing and navigates nowhere; what is in it
 * has been cleaned before. A click on a link shows where it leads, and only a second one on that address opens it.
 */
export function LetterFrame({ html, subject, scheme = 'light', pictures = none, coming = [] }: LetterFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const clean = useMemo(() => cleanLetter(html), [html])
  const [isReady, setReady] = useState(false)
  const [link, setLink] = useState<LetterLink | null>(null)
  useEffect(() => {
    const inside = frame.current?.contentDocument
    if (!isReady || !frame.current || !inside) return
    setLink(null)
    paintLetter(frame.current, clean, { scheme, pictures })
    const follow = (event: Event) => {
      const address = linkOf(event)
      if (address === null) return
      event.preventDefault()
      setLink(letterLink(address))
    }
    const clicks = ['click', 'auxclick'] as const
    for (const click of clicks) inside.addEventListener(click, follow)
    return () => {
      for (const click of clicks) inside.removeEventListener(click, follow)
    }
  }, [isReady, clean, scheme, pictures])
  const unseen =
    clean.pictures - clean.attached.filter((cid) => Object.hasOwn(pictures, cid) || coming.includes(cid)).length
  const left = [...(unseen > 0 ? [words.pictures(unseen)] : []), ...(clean.spies > 0 ? [words.spies(clean.spies)] : [])]
  return (
    <div className="letter-html">
      {left.length > 0 && (
        <p className="letter-left fine dim">
          {left.join(' ')} {words.nothingLoads}
        </p>
      )}
      <iframe
        ref={frame}
        className={`letter-frame ${scheme}`}
        title={words.frame(subject)}
        sandbox="allow-same-origin"
        referrerPolicy="no-referrer"
        srcDoc={blank}
        onLoad={() => setReady(true)}
      />
      <div aria-live="polite">
        {link !== null && (
          <div className="letter-link">
            <span className="grow">
              <span className="dim">{words.link}</span> <code className="mono">{link.address}</code>
            </span>
            {link.opens ? (
              <a className="small" href={link.address} target="_blank" rel="noopener noreferrer">
                {words.open}
              </a>
            ) : (
              <span className="small dim">{words.shownOnly}</span>
            )}
            <ActionIcon aria-label={words.close} onClick={() => setLink(null)}>
              <IconX size={15} aria-hidden />
            </ActionIcon>
          </div>
        )}
      </div>
    </div>
  )
}
