import { Page, PageHead } from '../../parts/page.tsx'

export function Import() {
  return (
    <Page>
      <PageHead title="Import" />
    </Page>
  )
}
