import { Page, PageHead } from '../../parts/page.tsx'

export function ContactPage() {
  return (
    <Page>
      <PageHead title="Contact" />
    </Page>
  )
}
