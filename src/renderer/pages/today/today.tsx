import { Page, PageHead } from '../../parts/page.tsx'

export function Today() {
  return (
    <Page>
      <PageHead title="Today" />
    </Page>
  )
}
