import { median } from '../report';
import { markdownTable } from '../table';

/** One line of the table: a figure, measured some times, and what it has to be. */
export type Figure = {
  name: string;
  unit: 'ms' | 'KB' | 'MB' | 'points';
  values: readonly number[];
  /** The median may be so much at most, or must be so much at least; without either it is only told. */
  most?: number;
  least?: number;
  /** More about it, in a few words. */
  note?: string;
};

export type Verdict = 'PASS' | 'FAIL' | '';

/** Nothing measured is a FAIL where something is asked for. */
export function verdictOf({ values, most, least }: Figure): Verdict {
  if (most === undefined && least === undefined) return '';
  const value = median(values);
  const ok = value <= (most ?? Infinity) && value >= (least ?? -Infinity);
  return ok ? 'PASS' : 'FAIL';
}

const DIGITS: Record<Figure['unit'], number> = { ms: 0, KB: 1, MB: 1, points: 0 };

/** The table as Markdown, its columns aligned for a terminal too. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, unit, values, most, least, note } = figure;
    const show = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(DIGITS[unit]));
    const worst = values.length === 0 ? Number.NaN : (least === undefined ? Math.max : Math.min)(...values);
    const target = most === undefined ? (least === undefined ? '' : `≥ ${least}`) : `≤ ${most}`;
    return [
      name,
      `${show(median(values))} ${unit}`,
      show(worst),
      String(values.length),
      target,
      verdictOf(figure),
      note ?? '',
    ];
  });
  const all = [['what', 'median', 'worst', 'runs', 'target', '', 'note'], ...rows];
  return markdownTable(all, (column) => column >= 1 && column <= 4);
}
