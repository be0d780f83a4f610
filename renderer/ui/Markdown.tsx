// Markdown as text a person wrote: no HTML of theirs is kept, pictures become links, and a link never leaves the window.
import DOMPurify from 'dompurify';
import { Marked, type Tokens } from 'marked';
import { useMemo, type MouseEvent, type ReactNode } from 'react';

/** The page has a first heading and the section a second. */
const HEADINGS_ABOVE = 2;

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escape(text),
    image: ({ href, text }: Tokens.Image) => `<a href="${escape(href)}">${escape(text || href)}</a>`,
    checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ '),
    heading({ tokens, depth }: Tokens.Heading) {
      const level = Math.min(6, depth + HEADINGS_ABOVE);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
  },
});

const ALLOWED_TAGS = ['h3', 'h4', 'h5', 'h6', 'p', 'a', 'em', 'strong', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'hr', 'br', 'table', 'thead', 'tbody', 'tr', 'th', 'td'];
const ALLOWED_ATTR = ['href', 'title', 'align', 'start'];

/** The HTML that is shown: made by us of what the text means, then cleaned of all that could act. */
export function markdownHtml(text: string): string {
  return DOMPurify.sanitize(marked.parse(text, { async: false }), { ALLOWED_TAGS, ALLOWED_ATTR, ALLOWED_URI_REGEXP: /^(?:https?|mailto|cairn):/i });
}

/** `onLink` gets the address of a link that was chosen. */
export function Markdown({ text, onLink }: { text: string; onLink: (address: string) => void }): ReactNode {
  const html = useMemo(() => markdownHtml(text), [text]);
  const onClick = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link) return;
    event.preventDefault();
    const address = link.getAttribute('href');
    if (address) onLink(address);
  };
  return <div className="prose sel" onClick={onClick} dangerouslySetInnerHTML={{ __html: html }} />;
}
