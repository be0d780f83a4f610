// Settings, Doors: off, on with a token just made, and that the token opens what it says.
import { expect, type Cairn } from '../app.js';
import { look } from './look.js';

/** Switches the API on by mouse, at a free port, and makes a token. Expects the settings page. */
export async function openDoor({ page }: Cairn, name: string): Promise<{ url: string; token: string }> {
  await page.getByRole('navigation', { name: 'Sections of settings' }).getByRole('link', { name: 'Doors' }).click();
  const section = page.getByRole('region', { name: 'Doors' });
  await section.getByRole('textbox', { name: 'Port' }).fill('0');
  await section.getByRole('button', { name: 'Use this port' }).click();
  await section.getByRole('switch', { name: 'HTTP API on this computer' }).click();
  await expect(section.getByText('Listening at')).toBeVisible();
  const address = (await section.getByText(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/$/).first().textContent()) ?? '';
  await section.getByRole('textbox', { name: 'What will use the token' }).fill(name);
  await section.getByRole('button', { name: 'Make a token' }).click();
  const shown = section.getByLabel(`token for ${name}`, { exact: true });
  await expect(shown).toHaveText(/^cairn-[0-9a-f]{40}$/);
  return { url: new URL(address).origin, token: (await shown.textContent()) ?? '' };
}

/** Switches the API on, makes a token, uses it, revokes it. Expects the settings page. */
export async function doorsScreens(cairn: Cairn, problems: string[]): Promise<void> {
  const { page } = cairn;
  await page.getByRole('navigation', { name: 'Sections of settings' }).getByRole('link', { name: 'Doors' }).click();
  const section = page.getByRole('region', { name: 'Doors' });
  await expect(section.getByText('Off. Nothing of this computer')).toBeVisible();
  await look(cairn, 'settings-doors-off', problems);
  const { url, token } = await openDoor(cairn, 'training box');
  const ask = async (): Promise<number> => (await fetch(`${url}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await ask()).toBe(200);
  await look(cairn, 'settings-doors-on', problems);
  await section.getByRole('button', { name: 'Revoke training box' }).click();
  await section.getByRole('button', { name: 'Revoke now training box' }).click();
  await expect(section.getByText('No program has a token')).toBeVisible();
  expect(await ask()).toBe(401);
}
