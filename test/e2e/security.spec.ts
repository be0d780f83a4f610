// Each rule of the locked window, tried twice: it holds, and its probe sees the breach once the rule is switched off.
import type { NativeBridge } from '../../shared/contract/native.js';
import { expect, test } from './app.js';
import { PROBES } from './probes.js';

/** Long enough for a navigation or a new window to happen, if it happens at all; one that must is waited for until it does. */
const MAY_HAPPEN_MS = 1200;
const MUST_HAPPEN_MS = 20_000;

for (const { rule, tries, breach } of PROBES) {
  test(`${rule}: refuses ${tries}`, async ({ launch }) => {
    const locked = await launch();
    expect(await breach(locked, MAY_HAPPEN_MS), `${rule} holds`).toBe(false);
    await locked.close();
    const open = await launch({ disable: [rule] });
    expect(await breach(open, MUST_HAPPEN_MS), `the probe sees ${rule} switched off`).toBe(true);
  });
}

test('another host of the own scheme is refused', async ({ cairn }) => {
  const status = await cairn.app.evaluate(async ({ net }) => (await net.fetch('app://elsewhere/index.html')).status);
  expect(status).toBe(403);
});

test('nothing the page does at its start is against its own policy', async ({ cairn }) => {
  const breaches = await cairn.page.evaluate(async (wait) => {
    const seen: string[] = [];
    new ReportingObserver((reports) => seen.push(...reports.map(({ body }) => JSON.stringify(body))), { types: ['csp-violation'], buffered: true }).observe();
    await new Promise((resolve) => setTimeout(resolve, wait));
    return seen;
  }, MAY_HAPPEN_MS);
  expect(breaches).toEqual([]);
});

test('the page is offered the bridge and nothing more', async ({ cairn }) => {
  const offered = await cairn.page.evaluate(() => Object.keys((window as unknown as { cairn: object }).cairn).sort());
  expect(offered).toEqual(['chooseFolder', 'chooseSource', 'chooseTarget', 'copyText', 'grantFiles', 'info', 'onEvent', 'openLogs', 'printPage', 'requestPort', 'reveal', 'setTheme', 'startDrag', 'taskProgress', 'windowReady']);
});

test('arguments of the wrong shape and paths that nobody granted are refused', async ({ cairn }) => {
  const answers = await cairn.page.evaluate(async () => {
    const bridge = (window as unknown as { cairn: NativeBridge }).cairn;
    const tries: Promise<unknown>[] = [
      bridge.reveal('/etc/passwd'),
      bridge.startDrag(['/etc/passwd']),
      bridge.startDrag([]),
      bridge.taskProgress(7),
      bridge.setTheme('purple' as 'dark'),
      bridge.copyText(7 as unknown as string),
      bridge.chooseSource('everything' as 'files'),
    ];
    return Promise.all(tries.map((answer) => answer.then(() => 'done', (error: Error) => error.message)));
  });
  for (const answer of answers) expect(answer).toMatch(/refused/);
});

test('a page cannot name a path by something that looks like a file', async ({ cairn }) => {
  const grant = await cairn.page.evaluate(() => {
    const bridge = (window as unknown as { cairn: NativeBridge }).cairn;
    const disguised = Object.defineProperty(new File(['x'], 'passwd'), 'path', { value: '/etc/passwd' });
    return bridge.grantFiles([{ name: 'passwd', path: '/etc/passwd' } as unknown as File, disguised]);
  });
  expect(grant).toBeNull();
});
