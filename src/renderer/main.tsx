import '@mantine/core/styles/baseline.css'
import '@mantine/core/styles/default-css-variables.css'
import '@mantine/core/styles/global.css'
import '@mantine/core/styles/UnstyledButton.css'
import '@fontsource-variable/hanken-grotesk/wght.css'
import '@fontsource-variable/newsreader/standard.css'
import '@fontsource-variable/newsreader/standard-italic.css'
import './base.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Front } from './pages/front.tsx'
import { theme, tokenSheet } from './theme.ts'

// An adopted sheet, not a <style> element: the page's Content-Security-Policy allows no inline style.
const sheet = new CSSStyleSheet()
sheet.replaceSync(tokenSheet())
document.adoptedStyleSheets.push(sheet)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <Front version={__VERSION__} />
    </MantineProvider>
  </StrictMode>,
)
