import '@mantine/core/styles.layer.css'
import '@mantine/dates/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import '@fontsource-variable/hanken-grotesk/wght.css'
import '@fontsource-variable/newsreader/standard.css'
import '@fontsource-variable/newsreader/standard-italic.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/floating.css'
import './styles/parts.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queries } from './api/client.ts'
import { startLive } from './api/live.ts'
import { keepMenuFocus } from './app/menu-focus.ts'
import { router } from './app/routes.tsx'
import { Questions } from './parts/dialog.tsx'
import { theme, tokenSheet } from './theme.ts'

// An adopted sheet, not a <style> element: the page's Content-Security-Policy allows no inline style.
const sheet = new CSSStyleSheet()
sheet.replaceSync(tokenSheet())
document.adoptedStyleSheets.push(sheet)
startLive()
keepMenuFocus(document)
// The first screen's code is on its way while the frame is drawn.
void router.load()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <Questions>
          <RouterProvider router={router} />
        </Questions>
        <Notifications position="bottom-right" containerWidth={400} limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
