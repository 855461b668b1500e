import { Button, Menu } from '@mantine/core'
import { client } from '../../api/client.ts'
import { saveBytes } from '../../api/save-bytes.ts'
import { saveText } from '../../api/save-text.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contactTools } from '../../words/contact-tools.ts'
import { type Contact, nameOf } from './use-contacts.ts'

const words = contactTools.dossier

/** All that is held about a person, saved as a file. */
export function Dossier({ contact, onError }: { contact: Contact; onError: (words: string | null) => void }) {
  const { public_id } = contact
  async function save(work: () => Promise<boolean>) {
    onError(null)
    await work().then(
      (isSaved) => isSaved && say({ title: words.saved }),
      (thrown) => onError(wordsOf(thrown)),
    )
  }
  const json = async () =>
    saveText(`${nameOf(contact)}.json`, `${JSON.stringify(await client.contacts.dossier({ public_id }), null, 2)}\n`)
  const pdf = async () => {
    const { name, base64 } = await client.contacts.dossier_pdf({ public_id })
    return saveBytes(name, 'pdf', base64)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default">{words.open}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save(pdf)}>{words.pdf}</Menu.Item>
        <Menu.Item onClick={() => void save(json)}>{words.json}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
