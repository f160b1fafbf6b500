/** What the doctor can examine. */
export const programs = ['device-code', 'web-app', 'daemon', 'api'] as const;
export type Program = (typeof programs)[number];
