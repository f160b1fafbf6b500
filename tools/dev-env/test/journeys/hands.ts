import type { Locator, Page } from 'playwright-core';

/** How a person works a page. */
export interface Hands {
  fill(label: string, text: string): Promise<void>;
  /** Chooses from a list, by what it shows. */
  choose(label: string, option: string): Promise<void>;
  press(button: string): Promise<void>;
  follow(link: string): Promise<void>;
}

const controls = (page: Page) => ({
  field: (label: string): Locator => page.getByLabel(label, { exact: true }).first(),
  button: (name: string): Locator => page.getByRole('button', { name }).last(),
  link: (name: string): Locator => page.getByRole('link', { name }).last(),
});

export function pointer(page: Page): Hands {
  const { field, button, link } = controls(page);
  return {
    fill: (label, text) => field(label).fill(text),
    choose: async (label, option) => void (await field(label).selectOption({ label: option })),
    press: (name) => button(name).click(),
    follow: (name) => link(name).click(),
  };
}

/** Tab, typing and Enter; never the pointer. */
export function keyboard(page: Page): Hands {
  const { field, button, link } = controls(page);
  const enter = async (target: Locator): Promise<void> => {
    await reach(page, target);
    await page.keyboard.press('Enter');
  };
  return {
    async fill(label, text) {
      await reach(page, field(label));
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
    },
    async choose(label, option) {
      await reach(page, field(label));
      await page.keyboard.type(option);
    },
    press: (name) => enter(button(name)),
    follow: (name) => enter(link(name)),
  };
}

/** Tabs on until the target has the focus. */
async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const focused = target.and(page.locator(':focus'));
  for (let presses = 0; (await focused.count()) === 0; presses += 1) {
    if (presses > 30) throw new Error(`The Tab key does not lead to ${String(target)}.`);
    await page.keyboard.press('Tab');
  }
}
