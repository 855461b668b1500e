import { Page, PageHead } from '../../parts/page.tsx'

export function Mailboxes() {
  return (
    <Page>
      <PageHead title="Mailboxes" />
    </Page>
  )
}
