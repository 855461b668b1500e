import { Page, PageHead } from '../../parts/page.tsx'

export function Wizard() {
  return (
    <Page>
      <PageHead title="Schedule" />
    </Page>
  )
}
