import { Page, PageHead } from '../../parts/page.tsx'

export function Outbox() {
  return (
    <Page>
      <PageHead title="Outbox" />
    </Page>
  )
}
