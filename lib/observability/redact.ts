import { replaceTelephones } from '@/lib/values/phone-numbers';

/** Fields whose value never belongs in a log, whatever it looks like. */
const SECRET_KEY =
  /password|secret|authorization|cookie|access-?token|phone|called|calling|signature|params|parameters/i;
const MAX_TEXT = 2_000;
const MAX_DEPTH = 6;

/** An id of a request or a receipt, by which a log is searched: its digits are no number, whatever they look like. */
const UUID = /(\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b)/i;

/** Takes what may name or let in a person out of a text: phone numbers, our tokens, JWTs, what follows `?` in a link. */
export function redactText(text: string): string {
  const redacted = text
    // Drizzle's and PostgreSQL's own words end in the row's values.
    .replace(/\nparams:[\s\S]*$/, '\nparams: [redacted]')
    .replace(/\bcb_[\w-]{20,}/g, 'cb_[redacted]')
    .replace(/\beyJ[\w-]+\.[\w-]*\.[\w.-]+/g, '[jwt]')
    .replace(/(https?:\/\/[^\s"'?#]+)[?#][^\s"']*/g, '$1?[redacted]')
    .replace(/(\w+:\/\/)[^\s/@:]+:[^\s/@]+@/g, '$1[redacted]@');
  const parts = redacted.split(UUID).map((part, at) => (at % 2 ? part : replaceTelephones(part, '[phone]')));
  return parts.join('').slice(0, MAX_TEXT);
}

/** An error as the log shows it: type, message, code, stack and causes; its other fields may hold rows and are left out. */
export function serializeError(error: Error, depth = 0): Record<string, unknown> {
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    message: redactText(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(error.stack !== undefined && { stack: redactText(error.stack) }),
    ...(error.cause !== undefined && depth < MAX_DEPTH && { cause: redact(error.cause, depth + 1) }),
  };
}

/** A copy of a log value without what `redactText` takes out and without the values of secret fields. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value instanceof Error) return serializeError(value, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEY.test(key) && inner !== null && inner !== undefined ? '[redacted]' : redact(inner, depth + 1),
    ]),
  );
}
