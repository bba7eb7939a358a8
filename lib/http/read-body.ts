import 'server-only';

import type { z } from 'zod';
import zhCN from 'zod/v4/locales/zh-CN.js';

import { AppError } from '@/lib/errors';

/** Bytes of a JSON body that are read at most; the rest is never received. */
export const MAX_BODY_BYTES = 16 * 1024;

/** @throws AppError `invalid_input` beyond `mostBytes`, and when the client goes away before the end */
export async function readBytes(request: Request, mostBytes = MAX_BODY_BYTES): Promise<Uint8Array> {
  const tooLarge = () => new AppError('invalid_input', { message: `请求体超过 ${mostBytes} 字节` });
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let received = 0;
  try {
    for await (const chunk of request.body ?? []) {
      received += chunk.byteLength;
      if (received > mostBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    // The connection that broke is the client's: taken as it is, ECONNRESET would pass for the database's.
    throw error instanceof AppError ? error : new AppError('invalid_input', { message: '请求体没有收完' });
  }
  return Buffer.concat(chunks);
}

/**
 * Reads a JSON object of at most `mostBytes`, whatever its Content-Type says.
 *
 * @throws AppError `invalid_input` for anything else
 */
export async function readJsonObject(request: Request, mostBytes?: number): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request, mostBytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new AppError('invalid_input', { message: '请求体不是有效的 JSON' });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid_input', { message: '请求体必须是 JSON 对象' });
  }
  return value as Record<string, unknown>;
}

const zh = zhCN().localeError;

const valueAt = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/**
 * Checks input against a schema.
 *
 * @throws AppError `invalid_input`, with the first wrong key in `field` and in the message
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value, { error: zh });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  if (!issue || field === '') throw new AppError('invalid_input', { message: issue?.message });
  const missing = issue.code === 'invalid_type' && issue.path.reduce<unknown>(valueAt, value) === undefined;
  throw new AppError('invalid_input', {
    field,
    message: missing ? `缺少参数 ${field}` : `参数 ${field} 不正确：${issue.message}`,
  });
}
