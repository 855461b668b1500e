/** A picture of the email: itself where its bytes are here, else by its words. What lies elsewhere never loads. */
import { Node } from '@tiptap/core'

export type PictureAttributes = [string, string][]

/** Addresses (`blob:…`) of pictures by their content id. */
export type Pictures = Readonly<Record<string, string>>

const cidOf = (attributes: PictureAttributes): string | null =>
  /^cid:(.+)$/i.exec(new Map(attributes).get('src') ?? '')?.[1] ?? null

/** Draws one picture anew. */
function draw(dom: HTMLElement, attributes: PictureAttributes, pictures: Pictures): void {
  const said = new Map(attributes)
  const cid = cidOf(attributes)
  const address = cid !== null && Object.hasOwn(pictures, cid) ? pictures[cid] : undefined
  if (cid !== null) dom.dataset.cid = cid
  dom.className = address ? 'seq-picture' : 'seq-chip picture'
  if (!address) {
    dom.textContent = said.get('alt') || said.get('src') || '▢'
    return
  }
  const image = document.createElement('img')
  image.src = address
  image.alt = said.get('alt') ?? ''
  const width = Number.parseInt(said.get('width') ?? '', 10)
  if (width > 0) image.width = width
  dom.replaceChildren(image)
}

declare module '@tiptap/core' {
  interface Storage {
    picture: { pictures: Pictures; drawn: Map<HTMLElement, PictureAttributes> }
  }
}

export const Picture = Node.create({
  name: 'picture',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  addAttributes: () => ({ attributes: { default: [], rendered: false } }),
  addStorage: () => ({ pictures: {} as Pictures, drawn: new Map<HTMLElement, PictureAttributes>() }),
  renderHTML: ({ node }) => {
    const said = new Map(node.attrs.attributes as PictureAttributes)
    return ['span', { class: 'seq-chip picture' }, said.get('alt') || said.get('src') || '▢']
  },
  addNodeView() {
    const { storage } = this
    return ({ node }) => {
      const dom = document.createElement('span')
      const show = (attributes: PictureAttributes) => {
        storage.drawn.set(dom, attributes)
        draw(dom, attributes, storage.pictures)
      }
      show(node.attrs.attributes)
      return {
        dom,
        update: (now) => {
          if (now.type !== node.type) return false
          show(now.attrs.attributes)
          return true
        },
        ignoreMutation: () => true,
        destroy: () => storage.drawn.delete(dom),
      }
    }
  },
})

/** Pictures whose bytes came, or went. */
export function showPictures(
  storage: { pictures: Pictures; drawn: Map<HTMLElement, PictureAttributes> },
  now: Pictures,
) {
  storage.pictures = now
  for (const [dom, attributes] of storage.drawn) draw(dom, attributes, now)
}
