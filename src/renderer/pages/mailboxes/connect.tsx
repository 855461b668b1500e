import { Page, PageHead } from '../../parts/page.tsx'

export function Connect() {
  return (
    <Page>
      <PageHead title="Connect a mailbox" />
    </Page>
  )
}
