import '@mantine/charts/styles.layer.css'
import { BarChart } from '@mantine/charts'
import { chart as words } from '../../words/chart.ts'
import { percent } from '../../words/format.ts'
import { type Drawn, Linked, tick, useBarKeys } from './keys.tsx'
import type { RateRow } from './shape.ts'

/** Draws one share, as a link where it leads somewhere. What is drawn spans its interval, which is never empty. */
const shaper = (rows: ReadonlyMap<string, RateRow>) =>
  function Shape({ x = 0, y = 0, width = 0, height = 0, payload }: Drawn) {
    const row = payload && rows.get(payload.key)
    if (!row || row.rate === null) return <g />
    const [middle, dot] = [y + height / 2, x + (width * (row.rate - row.low)) / (row.high - row.low || 1)]
    const whisker = (
      <>
        <rect x={x} y={middle - 10} width={Math.max(1, width)} height={20} fill="transparent" />
        <path
          d={`M${x} ${middle}H${x + width}M${x} ${middle - 4}V${middle + 4}M${x + width} ${middle - 4}V${middle + 4}`}
          className="chart-whisker"
        />
        <circle cx={dot} cy={middle} r={4} className="chart-dot" />
      </>
    )
    if (row.link === null) return whisker
    return (
      <Linked link={row.link} name={words.rate(row.label, row.said)} bar={row.key}>
        {whisker}
      </Linked>
    )
  }

/** Ends of an axis whose quarters are short numbers. */
const ends = [0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1]

/** Shares with how sure they are: a dot, and the line in which the true one lies in 19 of 20 cases. */
export function Rates({ rows, aside = 160 }: { rows: readonly RateRow[]; aside?: number }) {
  const keys = useBarKeys()
  const shape = shaper(new Map(rows.map((row) => [row.key, row])))
  const most = Math.max(0, ...rows.map(({ rate, high }) => (rate === null ? 0 : high)))
  const end = ends.find((each) => each >= most) ?? 1
  return (
    <div {...keys}>
      <BarChart
        h={rows.length * 32 + 32}
        data={rows.map(({ key, label, rate, low, high }) => ({
          key,
          label,
          low: rate === null ? 0 : low,
          span: rate === null ? 0 : high - low,
        }))}
        dataKey="label"
        series={[
          { name: 'low', color: 'transparent', stackId: 'rate' },
          { name: 'span', color: 'var(--accent)', stackId: 'rate' },
        ]}
        orientation="vertical"
        gridAxis="y"
        tickLine="none"
        strokeDasharray="0"
        gridColor="var(--rule)"
        textColor="var(--ink-3)"
        withTooltip={false}
        maxBarWidth={20}
        accessibilityLayer={false}
        valueFormatter={percent}
        barChartProps={{ margin: { top: 4, right: 24, bottom: 0, left: 0 } }}
        barProps={(one) => ({ shape: one.name === 'span' ? shape : () => <g /> }) as never}
        xAxisProps={{ domain: [0, end], ticks: [0, 1, 2, 3, 4].map((part) => (part * end) / 4), tick }}
        yAxisProps={{ width: aside, tick }}
      />
    </div>
  )
}
