import { describe, expect, it } from 'vitest';

import { checkRows } from './check-rows';
import { guessMapping } from './columns';

const line = (number: number, ...cells: string[]) => ({ line: number, cells });
const mapping = guessMapping(['客户姓名', '手机号', 'lead_id', 'call_job_id', '呼叫时间'], []);

describe('the columns of a table', () => {
  it('are guessed by their headings, and the number by what stands below', () => {
    expect(mapping).toEqual({ name: 0, phone: 1, leadsId: 2, referenceId: null, jobId: 3, callTime: 4 });
    expect(
      guessMapping(
        ['A', 'B'],
        [
          ['王芳', '138 0013 8000'],
          ['李伟', '+8613900139000'],
        ],
      ).phone,
    ).toBe(1);
    expect(
      guessMapping(
        ['A', 'B'],
        [
          ['王芳', '2026-11-29'],
          ['李伟', '无'],
        ],
      ).phone,
    ).toBeNull();
  });
});

describe('a line of a table', () => {
  it('is read as other programs spell it', () => {
    const { rows, bad } = checkRows(
      [
        line(2, ' 王芳 ', '="13800138000"', 'L1', '', '2026/11/29 9:05'),
        line(3, '=HYPERLINK("x")', "'+86 139-0013-9000", '', '', ''),
        line(4, '', '１３８００１３８００１', '', 'job-1', '2026-11-29T01:05:00Z'),
        line(5, '', '13800138002.0', '', '', ''),
        line(6, '', '', '', '', ''),
      ],
      mapping,
    );
    expect(bad).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        name: '王芳',
        phone: '13800138000',
        leadsId: 'L1',
        referenceId: null,
        jobId: null,
        callTime: '2026-11-29T01:05:00.000Z',
      },
      {
        line: 3,
        name: '=HYPERLINK("x")',
        phone: '+8613900139000',
        leadsId: null,
        referenceId: null,
        jobId: null,
        callTime: null,
      },
      {
        line: 4,
        name: null,
        phone: '13800138001',
        leadsId: null,
        referenceId: null,
        jobId: 'job-1',
        callTime: '2026-11-29T01:05:00.000Z',
      },
      {
        line: 5,
        name: null,
        phone: '13800138002',
        leadsId: null,
        referenceId: null,
        jobId: null,
        callTime: null,
      },
    ]);
  });

  it.each([
    ['no_number', ['王芳', '', '', '', '']],
    ['not_a_number', ['王芳', '无', '', '', '']],
    ['rounded_number', ['王芳', '1.38E+10', '', '', '']],
    ['too_long', ['王'.repeat(201), '13800138000', '', '', '']],
    ['bad_time', ['王芳', '13800138000', '', '', '2026-13-01']],
    ['bad_time', ['王芳', '13800138000', '', '', '明天']],
    ['duplicate', ['李伟', '13900139000', '', '', '']],
    ['duplicate_job', ['李伟', '13900139009', '', 'job-1', '']],
  ])('is told as %s', (problem, cells) => {
    const { bad } = checkRows(
      [line(2, '李伟', '13900139000', '', '', ''), line(3, '', '', '', 'job-1', ''), line(4, ...cells)],
      mapping,
    );
    expect(bad.map((one) => [one.line, one.problem])).toEqual([[4, problem]]);
  });
});
