/** A field in which two responses differ. */
export interface Difference {
  probe: string;
  /** The path of the field, such as `body.error_codes[0]`. */
  field: string;
  /** Undefined if the field is missing. */
  tenant: unknown;
  local: unknown;
}

/** Compares two responses field by field. The order of properties does not matter. */
export function differences(probe: string, tenant: unknown, local: unknown, field = ''): Difference[] {
  if (isObject(tenant) && isObject(local)) {
    const names = [...new Set([...Object.keys(tenant), ...Object.keys(local)])];
    return names.flatMap((name) => {
      const at = Array.isArray(tenant) ? `${field}[${name}]` : field ? `${field}.${name}` : name;
      return differences(probe, valueIn(tenant, name), valueIn(local, name), at);
    });
  }
  return tenant === local ? [] : [{ probe, field, tenant, local }];
}

/** Formats the differences as a table. */
export function table(rows: readonly Difference[]): string {
  const cells = [
    ['request', 'field', 'the tenant', 'the local tenant'],
    ...rows.map(({ probe, field, tenant, local }) => [probe, field, shown(tenant), shown(local)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}

function shown(value: unknown): string {
  const text = value === undefined ? '(missing)' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 70 ? `${text.slice(0, 67)}...` : text;
}

function valueIn(value: object, name: string): unknown {
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
