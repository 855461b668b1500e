import { Page, PageHead } from '../../parts/page.tsx'

export function Settings() {
  return (
    <Page>
      <PageHead title="Settings" />
    </Page>
  )
}
