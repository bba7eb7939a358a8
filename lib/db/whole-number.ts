import { AppError } from '@/lib/errors';

/**
 * A bigint of the database as a number. One past 2^53 would become its neighbour, and another row would be shown or
 * written: it is refused.
 *
 * @throws AppError `unfit_table`
 */
export function wholeNumber(value: string | number): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new AppError('unfit_table', {
    message: '数据库里有超过 2^53 的编号，无法准确显示；请管理员运行 npm run db:check 查看',
  });
}
