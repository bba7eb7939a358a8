import { ApiError } from './errors';

export type Parameters = ReadonlyMap<string, string>;

/** Query and form parameters together; a form's win. */
export function readParameters(
  query: readonly (readonly [string, string])[],
  contentType: string | undefined,
  body: Buffer,
): Parameters {
  const form = contentType?.startsWith('application/x-www-form-urlencoded')
    ? [...new URLSearchParams(body.toString('utf8'))]
    : [];
  return new Map([...query, ...form]);
}

export function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (!value) throw ApiError.of('MissingParameter', `The parameter ${name} is missing.`);
  return value;
}

export function flag(parameters: Parameters, name: string): boolean {
  const value = parameters.get(name) ?? 'false';
  if (value !== 'true' && value !== 'false')
    throw ApiError.of('InvalidParameter', `The parameter ${name} is invalid.`);
  return value === 'true';
}

/** `JobId.1=…&JobId.2=…` in the order of the numbers; holes in the numbering are allowed. */
export function list(parameters: Parameters, name: string): string[] {
  const entries: [number, string][] = [];
  for (const [key, value] of parameters) {
    const number = key.startsWith(`${name}.`) ? key.slice(name.length + 1) : '';
    if (/^[1-9]\d*$/.test(number)) entries.push([Number(number), value]);
  }
  const single = parameters.get(name);
  if (single !== undefined) entries.push([0, single]);
  return entries.sort(([a], [b]) => a - b).map(([, value]) => value);
}
