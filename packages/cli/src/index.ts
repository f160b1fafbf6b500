export { mayOpenBrowser } from './may-open-browser.ts';
export { formatAccount } from './account.ts';
export { reportOutputErrors } from './output-errors.ts';
export { createPrompt, type DeviceCode, type Prompt, type PromptOptions } from './prompt.ts';
export { printable } from './printable.ts';
export { wrap } from './wrap.ts';
