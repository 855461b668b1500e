import { type CleanLetter, cleanRules, cleanStyle, pictureAside, styleAside } from './clean.ts'

/**
 * How a message looks that says nothing about it: as mail programs show it, dark on light in both schemes. What a dark
 * program makes of it is asked for: it turns around only what the message leaves open.
 */
const usual = (scheme: 'light' | 'dark') => `
:root{color-scheme:${scheme};background:Canvas;color:CanvasText}
body{margin:20px 24px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
a[href]{color:LinkText;cursor:pointer}a:not([href]){color:inherit}
.cadenza-picture{display:inline-block;border:1px dashed GrayText;border-radius:2px;padding:2px 6px;font-size:12px;color:GrayText}
`

export interface Painting {
  scheme?: 'light' | 'dark'
  /** Addresses (`blob:…`) of pictures that travel with the message, by what they are called in it. */
  pictures?: Readonly<Record<string, string>>
}

/**
 * Puts a cleaned message into a frame's empty document. The page's policy forbids inline styles, which mail is full of:
 * they are set one by one through the style objects, after what loads has been taken out of them, and style sheets are
 * adopted. Both belong to the frame's document alone, so that no message can restyle the program.
 */
export function paintLetter(
  frame: HTMLIFrameElement,
  letter: CleanLetter,
  { scheme = 'light', pictures = {} }: Painting = {},
): void {
  const inside = frame.contentDocument
  const world = frame.contentWindow as (Window & typeof globalThis) | null
  if (!inside || !world) return
  const sheet = (text: string) => {
    const made = new world.CSSStyleSheet()
    made.replaceSync(text)
    return made
  }
  const own = sheet(letter.css)
  cleanRules(own)
  inside.adoptedStyleSheets = [sheet(usual(scheme)), own]
  const body = inside.importNode(letter.body, true)
  for (const words of body.querySelectorAll(`.cadenza-picture[${pictureAside}]`)) {
    // a message may call a picture whatever it likes, "constructor" too
    const cid = words.getAttribute(pictureAside) ?? ''
    const address = Object.hasOwn(pictures, cid) ? pictures[cid] : undefined
    if (address) words.replaceWith(pictured(inside, words, address))
    else words.removeAttribute(styleAside)
  }
  for (const element of body.querySelectorAll(`[${styleAside}]`)) restyle(element as HTMLElement)
  inside.body.replaceChildren(body)
  inside.body.style.cssText = letter.bodyStyle
  cleanStyle(inside.body.style)
  if (letter.bodyColour) inside.body.setAttribute('bgcolor', letter.bodyColour)
  else inside.body.removeAttribute('bgcolor')
}

function restyle(element: HTMLElement): void {
  const text = element.getAttribute(styleAside) ?? ''
  element.removeAttribute(styleAside)
  element.style.cssText = text
  cleanStyle(element.style)
}

/** A picture in the place of its words. */
function pictured(inside: Document, words: Element, address: string): HTMLImageElement {
  const picture = inside.createElement('img')
  for (const name of [styleAside, 'alt', 'width', 'height'])
    if (words.hasAttribute(name)) picture.setAttribute(name, words.getAttribute(name) ?? '')
  picture.src = address
  return picture
}
