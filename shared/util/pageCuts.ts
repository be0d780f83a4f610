// Where a page that is too high for one picture is cut into several.

export interface Block {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Parts of a page, each at most `most` high: cut below a block where that goes through no other, else where the room ends. Lengths
 * are in pixels from the top; the parts follow each other without a gap.
 */
export function pageCuts(height: number, blocks: readonly Block[], most: number): Block[] {
  const parts: Block[] = [];
  for (let top = 0; top < height; ) {
    const room = top + most;
    const whole = blocks.filter(({ bottom }) => bottom > top && bottom <= room && !blocks.some((other) => other.top < bottom && other.bottom > bottom)).map(({ bottom }) => bottom);
    const bottom = height <= room ? height : whole.length > 0 ? Math.max(...whole) : room;
    parts.push({ top, bottom });
    top = bottom;
  }
  return parts;
}
