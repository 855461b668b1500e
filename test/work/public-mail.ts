/** Mail with links, a browser to follow them, and the listener that they lead to. */
import type { Room } from '../../src/main/api/context.ts'
import { type PublicDoor, publicDoor } from '../../src/main/api/door-public.ts'
import { startPublic } from '../../src/main/host/web-public/listener.ts'

export const host = 'mail.acme.test'
export const target = 'https://example.org/prices?a=1&b=2#top'
/** A link of every kind; only that to `target` may be rewritten. */
export const html = `<!-- <a href="https://example.org/comment">no</a> --><style>a[href="https://example.org/style"]{}</style>
<p>Hi {{ first_name }}, <a class=x HREF='${target.replaceAll('&', '&amp;')}'>prices</a>,
<a data-track="off" href="https://example.org/kept">kept</a>, <a href="mailto:x@example.org">mail</a>,
<a href="#top">top</a> <a href="https://user:pw@example.org/">secret</a> <a href=javascript:alert(1)>x</a></p>`
export const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** @param instead what it answers otherwise than the real one */
export const listenAs = (room: Room, instead: Partial<PublicDoor> = {}) =>
  startPublic({
    door: { ...publicDoor(room), ...instead },
    clock: room.ports.clock,
    log: room.ports.log,
    port: 0,
    bind: '127.0.0.1',
    rates: { visitor: { burst: 5000, perSecond: 1 }, all: { burst: 5000, perSecond: 1 } },
  })
