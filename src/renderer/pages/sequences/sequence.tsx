import { Page, PageHead } from '../../parts/page.tsx'

export function Sequence() {
  return (
    <Page>
      <PageHead title="Sequence" />
    </Page>
  )
}
