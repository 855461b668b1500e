import { Page, PageHead } from '../../parts/page.tsx'

export function Tour() {
  return (
    <Page>
      <PageHead title="Tour" />
    </Page>
  )
}
