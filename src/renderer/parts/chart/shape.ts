/** What a chart is given: rows with figures, each of which may lead to the rows it counts. */

export interface BarSeries {
  /** Of `values` in a row. */
  key: string
  label: string
  /** A CSS colour, out of our tokens. */
  colour: string
  /** Series of one stack stand on each other. */
  stack: string
}

/** As the router takes it. */
export interface BarLink {
  to: string
  params?: Record<string, string>
  search: Record<string, unknown>
}

export interface BarRow {
  key: string
  label: string
  values: Readonly<Record<string, number>>
  /** Where a figure leads; null: nowhere. */
  link: (series: string) => BarLink | null
}

export interface RateRow {
  key: string
  label: string
  /** 0…1, null where there is not enough to speak of one. */
  rate: number | null
  low: number
  high: number
  /** The same in words, with its count. */
  said: string
  link: BarLink | null
}
