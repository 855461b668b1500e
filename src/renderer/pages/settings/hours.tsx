import { Button } from '@mantine/core'
import { defaultWindows } from '../../../shared/domain/window.ts'
import { Notice } from '../../parts/notice.tsx'
import { timeOf } from '../../words/format.ts'
import { settings } from '../../words/settings.ts'
import { DaysOff, type Off } from './days-off.tsx'
import { useDraft, type Workspace } from './draft.ts'
import { Loaded } from './loaded.tsx'
import { SaveBar, Section } from './section.tsx'
import { weekOf, windowsOf } from './week.ts'
import { WeekGrid } from './week-grid.tsx'

const words = settings.hours
const always = Array.from({ length: 168 }, (_, cell) => cell)

interface Draft extends Off {
  /** Open hours, in order. */
  cells: number[]
}

const inOrder = (week: Iterable<number>): number[] => [...week].sort((a, b) => a - b)

function Editor({ workspace }: { workspace: Workspace }) {
  const { value, set, save, saving, consequence } = useDraft<Draft>(
    workspace,
    ({ windows, holidays, days_off }) => ({ cells: inOrder(weekOf(windows)), country: holidays, dates: days_off }),
    ({ cells, country, dates }) => ({
      ...(cells.length > 0 ? { windows: windowsOf(new Set(cells)) } : {}),
      holidays: country,
      days_off: dates,
    }),
  )
  const isShut = value.cells.length === 0
  const draw = (cells: Iterable<number>) => set({ ...value, cells: inOrder(cells) })
  return (
    <form
      className="st-setting-fields wide"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <WeekGrid week={new Set(value.cells)} onChange={draw} />
      <div className="row">
        <Button size="xs" variant="default" onClick={() => draw(weekOf(defaultWindows))}>
          {words.usual}
        </Button>
        <Button size="xs" variant="default" onClick={() => draw(always)}>
          {words.all}
        </Button>
        <span className="small dim">{words.zone(timeOf(workspace.zone))}</span>
      </div>
      <DaysOff off={value} onChange={(off) => set({ ...value, ...off })} />
      {isShut && <Notice tone="warn">{words.none}</Notice>}
      <SaveBar saving={saving} isBlocked={isShut}>
        {consequence && <p className="small">{words.keeps(consequence.planned)}</p>}
      </SaveBar>
    </form>
  )
}

/** When mail may leave: hours of the week, public holidays, own days off. */
export function Hours() {
  return (
    <Section title={settings.sections.hours} lead={words.lead}>
      <Loaded>{(workspace) => <Editor workspace={workspace} />}</Loaded>
    </Section>
  )
}
