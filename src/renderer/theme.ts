/**
 * The look, ink on paper: one ink marks what is yours to act on, everything else is paper, hairlines and words. The
 * only file that holds a colour, a font, the type scale, the spacing steps, corners and durations.
 */
import {
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineColorsTuple,
  mergeMantineTheme,
} from '@mantine/core'
import { controls } from './parts/controls.ts'

const faces = {
  ui: "'Hanken Grotesk Variable', system-ui, sans-serif",
  display: "'Newsreader Variable', Georgia, serif",
  mono: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
}

/** name: size in px, line height in px, weight, face */
const type = {
  hero: [34, 40, 380, 'display'],
  title: [28, 34, 400, 'display'],
  head: [20, 26, 450, 'display'],
  day: [26, 28, 400, 'display'],
  quote: [15, 22, 400, 'display'],
  lead: [16, 24, 450, 'ui'],
  body: [14, 20, 430, 'ui'],
  small: [13, 18, 430, 'ui'],
  fine: [12, 16, 450, 'ui'],
} as const

const scale = {
  ...Object.fromEntries(Object.entries(faces).map(([name, stack]) => [`font-${name}`, stack])),
  ...Object.fromEntries(
    Object.entries(type).map(([name, [size, line, weight, face]]) => [
      `t-${name}`,
      `${weight} ${size}px/${line}px var(--font-${face})`,
    ]),
  ),
  ...Object.fromEntries([4, 8, 12, 16, 24, 32, 48, 64].map((step, index) => [`s-${index + 1}`, `${step}px`])),
  'r-cell': '2px',
  'r-control': '6px',
  'r-sheet': '10px',
  'r-pill': '999px',
  quick: '120ms',
  settle: '220ms',
  ease: 'cubic-bezier(.2,.7,.2,1)',
}

/** Mantine's own names, pointed at ours. */
const bridge: Record<string, string> = {
  'mantine-color-body': 'var(--paper)',
  'mantine-color-text': 'var(--ink)',
  'mantine-color-bright': 'var(--ink)',
  'mantine-color-dimmed': 'var(--ink-2)',
  'mantine-color-default': 'var(--sheet)',
  'mantine-color-default-hover': 'var(--sunk)',
  'mantine-color-default-color': 'var(--ink)',
  'mantine-color-default-border': 'var(--rule-2)',
  'mantine-color-placeholder': 'var(--ink-3)',
  'mantine-color-anchor': 'var(--accent-text)',
  'mantine-color-error': 'var(--bad)',
  'mantine-color-disabled': 'var(--sunk)',
  'mantine-color-disabled-color': 'var(--ink-3)',
  'mantine-primary-color-filled': 'var(--accent)',
  'mantine-primary-color-filled-hover': 'var(--accent-hover)',
  'mantine-primary-color-contrast': 'var(--on-accent)',
  'mantine-primary-color-light': 'var(--wash)',
  'mantine-primary-color-light-hover': 'var(--wash-2)',
  'mantine-primary-color-light-color': 'var(--accent-text)',
  'mantine-color-ink-filled': 'var(--accent)',
  'mantine-color-ink-filled-hover': 'var(--accent-hover)',
  'mantine-color-ink-outline': 'var(--accent)',
  'mantine-color-ink-text': 'var(--accent-text)',
  'mantine-color-ink-light': 'var(--wash)',
  'mantine-color-ink-light-hover': 'var(--wash-2)',
  'mantine-color-ink-light-color': 'var(--accent-text)',
}

/** name: light, dark. The words in ink, ink-2, ink-3 reach 4.5:1 on desk, paper and sheet. */
const colours: Record<string, [light: string, dark: string]> = {
  desk: ['#F3F2EE', '#131216'],
  paper: ['#FBFAF8', '#19181C'],
  sheet: ['#FFFFFF', '#222126'],
  sunk: ['#F6F5F1', '#1E1D22'],
  ink: ['#1B1A20', '#ECEAE4'],
  'ink-2': ['#4E4C56', '#BCB9B3'],
  'ink-3': ['#696771', '#9A9791'],
  rule: ['#E7E4DD', '#2D2B31'],
  'rule-2': ['#D3CFC5', '#403D45'],
  edge: ['#8A867E', '#7C7983'],
  accent: ['#2B35C4', '#A9B1FF'],
  'accent-hover': ['#1F289E', '#C0C6FF'],
  'accent-text': ['#2B35C4', '#B2B9FF'],
  'on-accent': ['#FFFFFF', '#14143A'],
  wash: ['#EAEBFA', '#26284A'],
  'wash-2': ['#D9DBF6', '#343766'],
  ok: ['#17693F', '#7FD3A2'],
  'ok-wash': ['#E5F2E9', '#1B3326'],
  warn: ['#815000', '#E9BE6E'],
  'warn-wash': ['#FBF0D9', '#3A2E17'],
  bad: ['#AE2119', '#FFA294'],
  'bad-wash': ['#FCE9E5', '#42211D'],
  'lane-1': ['#2B35C4', '#98A2FF'],
  'lane-2': ['#25807A', '#5CBDB5'],
  'lane-3': ['#8A3F78', '#D492C4'],
  'lane-4': ['#7A5A3A', '#CFA878'],
  'lane-other': ['#8A857C', '#7B7883'],
  press: ['inset 0 -1px 0 rgb(0 0 0 / .18)', 'inset 0 -1px 0 rgb(0 0 0 / .18)'],
  shadow: [
    '0 1px 2px rgb(27 26 32 / .06), 0 12px 32px -8px rgb(27 26 32 / .18)',
    '0 1px 2px rgb(0 0 0 / .4), 0 16px 40px -8px rgb(0 0 0 / .6)',
  ],
}

function rule(selector: string, variables: [name: string, value: string][]): string {
  return `${selector}{${variables.map(([name, value]) => `--${name}:${value}`).join(';')}}`
}

const ink: MantineColorsTuple = [
  '#EAEBFA',
  '#D9DBF6',
  '#B9BDF0',
  '#A9B1FF',
  '#7F88EC',
  '#5761DA',
  '#3F49CE',
  '#2B35C4',
  '#1F289E',
  '#171E78',
]

export const theme = createTheme({
  colors: { ink },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  fontFamily: faces.ui,
  fontFamilyMonospace: faces.mono,
  headings: { fontFamily: faces.display, fontWeight: '400' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '24px', xl: '26px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '2px', sm: '6px', md: '6px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: controls,
})

/** Every token as a CSS variable, Mantine's and ours, for both schemes, as one style sheet's text. */
export function tokenSheet(): string {
  const all = mergeMantineTheme(DEFAULT_THEME, theme)
  const base = convertCssVariables(defaultCssVariablesResolver(all), ':root')
  const scheme = (name: 'light' | 'dark', index: 0 | 1) =>
    rule(`:root[data-mantine-color-scheme=${name}]`, [
      ...Object.entries(colours).map(([token, pair]): [string, string] => [token, pair[index]]),
      ...Object.entries(bridge),
    ])
  return [base, rule(':root', Object.entries(scale)), scheme('light', 0), scheme('dark', 1)].join('\n')
}
