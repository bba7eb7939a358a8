import 'server-only';

import { AppError } from '@/lib/errors';

/** @throws AppError `not_found`, for an address that no route answers */
export function refuseUnknown(): Promise<never> {
  return Promise.reject(new AppError('not_found', { message: '接口不存在' }));
}
