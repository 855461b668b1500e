import { Page, PageHead } from '../../parts/page.tsx'

export function Contacts() {
  return (
    <Page>
      <PageHead title="Contacts" />
    </Page>
  )
}
