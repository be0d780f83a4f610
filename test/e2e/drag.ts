// Drags real files from outside onto the window: the browser's own drag events, at a place, as the system would send them.
import type { Locator, Page } from 'playwright';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface FileDrag {
  /** Moves the files to a place over the page. */
  over(point: Point): Promise<void>;
  /** Lets go of them there. */
  drop(point: Point): Promise<void>;
  /** Presses Escape while dragging. */
  escape(): Promise<void>;
}

/** Starts dragging files (absolute paths) over the middle of the page. */
export async function dragFiles(page: Page, files: readonly string[]): Promise<FileDrag> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const send = (type: 'dragEnter' | 'dragOver' | 'drop', { x, y }: Point) => session.send('Input.dispatchDragEvent', { type, x, y, data });
  await send('dragEnter', { x: 400, y: 300 });
  await send('dragOver', { x: 400, y: 300 });
  return {
    over: async (point) => void (await send('dragOver', point)),
    async drop(point) {
      await send('dragOver', point);
      await send('drop', point);
      await session.detach();
    },
    async escape() {
      await page.keyboard.press('Escape');
      await session.detach();
    },
  };
}

export interface ElementDrag {
  over(target: Locator): Promise<void>;
  drop(): Promise<void>;
}

/** Waits until something neither moves nor is covered. */
export const atRest = (place: Locator): Promise<void> => place.hover({ trial: true });

async function middle(place: Locator): Promise<Point> {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error('what is dragged, or dropped on, has no place on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Takes hold of something in the page with the mouse; it can be looked at before it is let go. */
export async function startDrag(page: Page, source: Locator): Promise<ElementDrag> {
  await atRest(source);
  const { x, y } = await middle(source);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 6, y + 6, { steps: 3 });
  return {
    async over(target) {
      const to = await middle(target);
      await page.mouse.move(to.x, to.y, { steps: 4 });
      await page.mouse.move(to.x + 1, to.y + 1);
    },
    drop: () => page.mouse.up(),
  };
}
