import { Page, PageHead } from '../../parts/page.tsx'

export function Sequences() {
  return (
    <Page>
      <PageHead title="Sequences" />
    </Page>
  )
}
