import { Page, PageHead } from '../../parts/page.tsx'

export function Sandbox() {
  return (
    <Page>
      <PageHead title="Sandbox inbox" />
    </Page>
  )
}
