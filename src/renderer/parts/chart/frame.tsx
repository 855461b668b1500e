import { Button, Menu } from '@mantine/core'
import { IconChartBar, IconPhoto, IconTable } from '@tabler/icons-react'
import { type ReactNode, Suspense, useId, useRef, useState } from 'react'
import { chart as words } from '../../words/chart.ts'
import { Notice, wordsOf } from '../notice.tsx'
import { say } from '../say.tsx'
import './chart.css'

/** Writes a picture where the person says. The name it wrote; null: the person thought again. */
export type SavePicture = (picture: { name: string } & ({ svg: string } | { png: Blob })) => Promise<string | null>

interface FrameProps {
  title: string
  /** Whose figures, or of which days: a picture says it, where the page does so elsewhere. */
  of: string
  /** What it shows, in a sentence with its figures: whoever can't see it reads this. */
  summary: string
  legend: readonly { label: string; colour: string }[]
  save: SavePicture
  /** The same figures as a table; without one it stands below the chart already. */
  table?: ReactNode
  /** What else is shown is chosen before it becomes a table, a file or a picture. */
  beside?: ReactNode
  /** The same figures as a file. */
  file?: ReactNode
  /** px the drawing takes, so that nothing jumps when its code has come. */
  height: number
  children: ReactNode
}

/** The code that makes a picture comes when one is wanted. */
async function pictureOf(part: HTMLElement | null, heading: string) {
  if (!part) throw new Error('there is no chart')
  const [{ readPicture }, draw] = await Promise.all([import('./marks.ts'), import('./picture.ts')])
  await document.fonts.ready
  return { picture: readPicture(part, heading), ...draw }
}

const fileName = (title: string, ending: string) => `${title.replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ').trim()}.${ending}`

function usePicture(title: string, part: React.RefObject<HTMLElement | null>, save: SavePicture) {
  const [error, setError] = useState<unknown>(null)
  const trying = async (work: () => Promise<void>) => {
    setError(null)
    try {
      await work()
    } catch (thrown) {
      setError(thrown)
    }
  }
  const saved = (name: string | null) => name !== null && say({ title: words.saved(name) })
  return {
    error,
    copy: () =>
      trying(async () => {
        // the blob is promised, so that the click still counts when it is made
        const png = pictureOf(part.current, title).then(({ picture, pngOf }) => pngOf(picture))
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
        say({ title: words.copied })
      }),
    png: () =>
      trying(async () => {
        const { picture, pngOf } = await pictureOf(part.current, title)
        saved(await save({ name: fileName(title, 'png'), png: await pngOf(picture) }))
      }),
    svg: () =>
      trying(async () => {
        const { picture, svgOf } = await pictureOf(part.current, title)
        saved(await save({ name: fileName(title, 'svg'), svg: svgOf(picture, title) }))
      }),
  }
}

/** What its colours mean. */
export const Legend = ({ of }: { of: readonly { label: string; colour: string }[] }) => (
  <ul className="chart-legend">
    {of.map(({ label, colour }) => (
      <li key={label}>
        <i style={{ background: colour }} data-print="swatch" aria-hidden />
        <span data-print="text">{label}</span>
      </li>
    ))}
  </ul>
)

/** A chart with its title, what its colours mean, and what can be done with it: copied, saved, read as a table. */
export function ChartFrame({ title, of, summary, legend, save, table, beside, file, height, children }: FrameProps) {
  const id = useId()
  const part = useRef<HTMLElement>(null)
  const [isTable, setTable] = useState(false)
  const { error, copy, png, svg } = usePicture(words.heading(title, of), part, save)
  return (
    <section className="chart" aria-labelledby={id}>
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <div className="chart-acts">
        {beside}
        {table !== undefined && (
          <Button
            size="xs"
            variant="default"
            aria-label={`${isTable ? words.asChart : words.asTable}: ${title}`}
            leftSection={
              isTable ? (
                <IconChartBar size={15} stroke={1.7} aria-hidden />
              ) : (
                <IconTable size={15} stroke={1.7} aria-hidden />
              )
            }
            onClick={() => setTable(!isTable)}
          >
            {isTable ? words.asChart : words.asTable}
          </Button>
        )}
        {file}
        {!isTable && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                aria-label={`${words.picture} ${title}`}
                leftSection={<IconPhoto size={15} stroke={1.7} aria-hidden />}
              >
                {words.picture}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void copy()}>{words.copy}</Menu.Item>
              <Menu.Item onClick={() => void png()}>{words.png}</Menu.Item>
              <Menu.Item onClick={() => void svg()}>{words.svg}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <figure ref={part} className="chart-figure">
        <h2 id={id} data-print="text">
          {title}
        </h2>
        {isTable ? (
          table
        ) : (
          <>
            <Legend of={legend} />
            <Suspense fallback={<div style={{ height }} />}>{children}</Suspense>
          </>
        )}
        <figcaption className="unseen">{summary}</figcaption>
      </figure>
    </section>
  )
}
