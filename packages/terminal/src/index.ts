export { mayOpenBrowser } from './may-open-browser.ts';
export { formatAccount } from './account.ts';
export { createPrompt, type DeviceCode, type Prompt, type PromptOptions } from './prompt.ts';
export { printable } from './printable.ts';
