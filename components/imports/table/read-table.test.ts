import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';

import { MOST_BYTES, MOST_ROWS } from '@/lib/tasks/import/table/limits';

import { readTable } from './read-table';

const file = (...parts: BlobPart[]) => new Blob(parts);
// 姓名,手机\n王芳,13800138000\n in GB18030.
const GB18030 = Uint8Array.from([
  ...[0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xca, 0xd6, 0xbb, 0xfa, 0x0a, 0xcd, 0xf5, 0xb7, 0xbc, 0x2c],
  ...Buffer.from('13800138000\n'),
]);
const problemOf = (blob: Blob) =>
  readTable(blob).then(
    () => null,
    (error: { problem?: string }) => error.problem,
  );

describe('a table', () => {
  it.each([
    ['UTF-8', file('\uFEFF姓名,手机\r\n王芳,13800138000\r\n')],
    ['UTF-8', file('\n姓名;手机\n"王芳";"13800138000"\n')],
    ['GB18030', file(GB18030)],
    [
      'UTF-16',
      file(Uint8Array.from([0xff, 0xfe]), Buffer.from('姓名\t手机\n王芳\t13800138000\n', 'utf16le')),
    ],
  ])('is read as %s', async (encoding, blob) => {
    const table = await readTable(blob);
    expect([table.encoding, table.headings]).toEqual([encoding, ['姓名', '手机']]);
    expect(table.lines[0]?.cells).toEqual(['王芳', '13800138000']);
    expect(table.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is read from the first sheet of an XLSX file, numbers and times as they are shown', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: '线索',
          rows: [
            ['姓名', '手机', '呼叫时间'],
            ['=1+1', 13800138000, new Date(Date.UTC(2026, 10, 29, 9, 5))],
          ],
        },
      ],
    });
    const { headings, lines, encoding } = await readTable(file(Buffer.from(bytes)));
    expect([encoding, headings]).toEqual(['XLSX', ['姓名', '手机', '呼叫时间']]);
    expect(lines).toEqual([{ line: 2, cells: ['=1+1', '13800138000', '2026-11-29 09:05:00'] }]);
  });

  it('is told why it cannot be read', async () => {
    expect(await problemOf(file(new Uint8Array(MOST_BYTES + 1)))).toBe('too_large');
    expect(await problemOf(file('手机\n' + '1\n'.repeat(MOST_ROWS + 1)))).toBe('too_many_rows');
    expect(await problemOf(file('手机' + ','.repeat(101) + '\n1'))).toBe('too_many_columns');
    expect(await problemOf(file(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0])))).toBe('old_excel');
    expect(await problemOf(file(Uint8Array.from([0xff, 0x80, 0xff, 0xff])))).toBe('encoding');
    expect(await problemOf(file('PK\u0003\u0004 no archive'))).toBe('damaged');
    expect(await problemOf(file('手机'))).toBe('no_rows');
    expect(await problemOf(file())).toBe('no_rows');
  });
});
