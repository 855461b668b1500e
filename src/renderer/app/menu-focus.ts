/**
 * Choosing from a menu takes away the entry that has the focus. The focus goes back to what opened the menu before the
 * choice counts: a dialog that opens by it remembers where it was, and gives it back there.
 */
export function keepMenuFocus(page: Document): void {
  page.addEventListener(
    'click',
    ({ target }) => {
      const menu = target instanceof Element && target.closest('[role=menuitem]') && target.closest('[role=menu]')
      const opener = menu && page.querySelector(`[aria-controls="${menu.id}"]`)
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    },
    { capture: true },
  )
}
