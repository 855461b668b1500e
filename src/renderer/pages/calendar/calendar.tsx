import { Page, PageHead } from '../../parts/page.tsx'

export function Calendar() {
  return (
    <Page>
      <PageHead title="Calendar" />
    </Page>
  )
}
