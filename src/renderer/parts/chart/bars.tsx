import '@mantine/charts/styles.layer.css'
import { BarChart } from '@mantine/charts'
import { chart as words } from '../../words/chart.ts'
import { count } from '../../words/format.ts'
import { type Drawn, Linked, tick, useBarKeys } from './keys.tsx'
import type { BarRow, BarSeries } from './shape.ts'
import { roundTicks } from './ticks.ts'

interface BarsProps {
  rows: readonly BarRow[]
  series: readonly BarSeries[]
  /** Lying bars stand below each other with their names before them: for steps and senders. */
  lying?: boolean
  /** px */
  height: number
  /** px, for the names or the numbers beside it. */
  aside?: number
}

const figure = (row: BarRow, series: BarSeries): number => row.values[series.key] ?? 0
const idOf = (row: BarRow, series: BarSeries): string => `${row.key} ${series.key}`

/** Draws one bar of a series, as a link where it leads somewhere. */
const shaper = (rows: ReadonlyMap<string, BarRow>) => (series: BarSeries) =>
  function Shape({ x = 0, y = 0, width = 0, height = 0, payload }: Drawn) {
    const row = payload && rows.get(payload.key)
    if (!row || figure(row, series) === 0) return <g />
    const bar = <rect x={x} y={y} width={Math.max(width, 1)} height={Math.max(height, 1)} fill={series.colour} />
    const link = row.link(series.key)
    if (link === null) return bar
    const [id, name] = [idOf(row, series), words.bar(row.label, series.label, figure(row, series))]
    return (
      <Linked link={link} name={name} bar={id}>
        {bar}
      </Linked>
    )
  }

/** px: below it there is no room for more than three numbers */
const low = 150

/** The longest bar there is: stacks stand beside each other, the series of one stack on each other. */
function longest(rows: readonly BarRow[], series: readonly BarSeries[]): number {
  const stacks = [...Map.groupBy(series, ({ stack }) => stack).values()]
  const lengths = rows.flatMap((row) => stacks.map((stack) => stack.reduce((sum, one) => sum + figure(row, one), 0)))
  return Math.max(0, ...lengths)
}

const axesOf = (lying: boolean, aside: number, height: number, ticks: number[]) =>
  lying
    ? { xAxisProps: { domain: [0, ticks.at(-1) ?? 1], ticks, tick }, yAxisProps: { width: aside, tick } }
    : {
        xAxisProps: { tick, minTickGap: 16, interval: 'equidistantPreserveStart' as const },
        yAxisProps: {
          width: aside,
          allowDecimals: false,
          tickCount: height < low ? 3 : 4,
          interval: 0,
          tick,
        },
      }

/** Bars of counts; each leads to what it counts. Loaded when it is first shown. */
export function Bars({ rows, series, lying = false, height, aside = 44 }: BarsProps) {
  const keys = useBarKeys()
  const shown = series.filter((one) => rows.some((row) => figure(row, one) > 0))
  const shapeOf = shaper(new Map(rows.map((row) => [row.key, row])))
  return (
    <div {...keys}>
      <BarChart
        h={height}
        data={rows.map(({ key, label, values }) => ({ ...values, key, label }))}
        dataKey="label"
        series={shown.map((one) => ({ name: one.key, label: one.label, color: one.colour, stackId: one.stack }))}
        orientation={lying ? 'vertical' : 'horizontal'}
        gridAxis={lying ? 'y' : 'x'}
        tickLine="none"
        strokeDasharray="0"
        gridColor="var(--rule)"
        textColor="var(--ink-3)"
        maxBarWidth={lying ? 12 : 28}
        valueFormatter={count}
        accessibilityLayer={false}
        barChartProps={{
          margin: { top: 8, right: 12, bottom: 0, left: 0 },
          barGap: 2,
          barCategoryGap: lying ? '24%' : '18%',
        }}
        barProps={(one) => {
          const found = shown.find(({ key }) => key === one.name)
          return found ? ({ shape: shapeOf(found) } as never) : {}
        }}
        {...axesOf(lying, aside, height, roundTicks(longest(rows, shown)))}
      />
    </div>
  )
}
