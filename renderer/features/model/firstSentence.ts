// What a model is for, in the first words of its card that are no heading.

/** Without the signs of Markdown, and ended like a sentence; empty where the card has no text. */
export function firstSentence(card: string): string {
  const lines = card.split('\n').map((line) => line.trim());
  const text = lines.find((line) => /[\p{L}\p{N}]/u.test(line) && !/^(?:#|\||```|<)/.test(line)) ?? lines.find((line) => line.startsWith('#')) ?? '';
  const plain = text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[#>*+\s-]+/, '')
    .replace(/[*_`]/g, '')
    .trim();
  return plain === '' || /[.!?…]$/u.test(plain) ? plain : `${plain}.`;
}
