import { expect, it } from 'vitest';

import { unzip } from '../testing';
import type { FileFacts } from './types';
import { beginWorkbook, endWorkbook, workbookPart } from './xlsx';

async function workbookOf(columns: FileFacts['columns'], totalRows: number): Promise<Map<string, number>> {
  const facts: FileFacts = { columns, headings: ['h'], totalRows, madeAt: new Date(), sheetName: '导出' };
  const head = beginWorkbook(facts);
  const rows = Array.from({ length: totalRows }, () => [1]);
  const part = await workbookPart(facts, head.result, rows);
  const entries = [...(head.result.entries ?? []), ...(part.result.entries ?? [])];
  const end = await endWorkbook(facts, part.result, entries);
  const files = unzip(Buffer.concat([...head.bytes, ...part.bytes, ...end]));
  expect(
    files
      .get('xl/workbook.xml')!
      .toString()
      .match(/<sheet /g),
  ).toHaveLength([...files.keys()].filter((name) => name.startsWith('xl/worksheets/')).length);
  return new Map(
    [...files].flatMap(([name, file]) =>
      name.startsWith('xl/worksheets/') ? [[name, file.toString().split('<row>').length - 2]] : [],
    ),
  );
}

it('begins another sheet long before one of conversations is too large for its archive', async () => {
  expect(await workbookOf(['conversation'], 100_001)).toEqual(
    new Map([
      ['xl/worksheets/sheet1.xml', 100_000],
      ['xl/worksheets/sheet2.xml', 1],
    ]),
  );
  expect(await workbookOf(['lead'], 100_001)).toEqual(new Map([['xl/worksheets/sheet1.xml', 100_001]]));
});
