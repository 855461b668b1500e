/** The same words as text and as HTML. Pure. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Text as HTML paragraphs, its variables as they are. */
export const htmlOf = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map(
      (paragraph) =>
        `<p>${paragraph
          .split(/(\{\{.*?\}\}|\{%.*?%\})/s)
          .map((part, i) => (i % 2 ? part : escaped(part)))
          .join('')
          .replaceAll('\n', '<br>\n')}</p>`,
    )
    .join('\n')

/** Paragraphs of HTML as text, as far as that goes without their looks. */
export const plainOf = (html: string): string =>
  html
    .replace(/\s*\n\s*/g, ' ')
    .replace(/<br\s*\/?>\s?/gi, '\n')
    .replace(/<\/(?:p|h[1-6]|li|tr|div|ul|ol|table)>\s*/gi, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
