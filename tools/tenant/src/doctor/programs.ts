/** The programs that the doctor can check. */
export const programs = ['device-code', 'web-app', 'daemon', 'api'] as const;
export type Program = (typeof programs)[number];
