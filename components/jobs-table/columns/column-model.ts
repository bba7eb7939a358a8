import type { CSSProperties } from 'react';

import type { Locale } from '@/lib/i18n/config';
import type { Density } from '@/lib/views/columns';

import classes from '../jobs-table.module.css';
import type { JobColumn, TableColumn } from '../jobs-columns';

// The columns of a table as its cells take them: widths as variables of the table, so that a change of one is one
// attribute and no row is made anew.

/** What a column takes where nobody chose a width; English words are longer. */
const WIDTHS: Partial<Record<JobColumn, number | Record<Locale, number>>> = {
  lead: { zh: 168, en: 160 },
  checked: { zh: 146, en: 160 },
  callStatus: { zh: 92, en: 106 },
  callResult: { zh: 168, en: 194 },
  callingNumber: { zh: 116, en: 112 },
  task: { zh: 116, en: 112 },
  planned: 96,
  changed: 96,
  provider: 96,
  due: 96,
  duration: { zh: 66, en: 58 },
  attempts: { zh: 66, en: 78 },
  recording: 48,
  followUp: { zh: 132, en: 138 },
  grade: { zh: 76, en: 70 },
  interest: { zh: 76, en: 104 },
  owner: 92,
  leadsId: 132,
};
const LABEL = 116;
/** The conversation takes what is left, and less than this only where the others would else leave the screen. */
const FLEXIBLE = { own: 146, least: 74 };
/** A window of 1440 px without its margins and the boxes of rows. */
const SCREEN = 1338;
const WORDS: readonly JobColumn[] = ['conversation', 'reason'];

/** On a phone a job is a card of these, whatever its table has on a wider screen. */
const ON_CARDS: readonly JobColumn[] = [
  ...(['task', 'checked', 'callStatus', 'callResult', 'callingNumber', 'planned', 'duration'] as const),
  ...(['recording', 'conversation', 'followUp', 'reason'] as const),
];

export type ShownColumn = {
  key: JobColumn;
  className: string;
  style: CSSProperties | undefined;
  /** In px, as it is chosen or as it is by itself. */
  width: number;
  /** Part of the cards, and of nothing else. */
  cardOnly: boolean;
};

export type TableModel = {
  columns: readonly ShownColumn[];
  /** The table's own: the width of each column, and of all of them. */
  style: CSSProperties;
  density: Density;
  /** As wide as what stays while the rest scrolls, in px; the box of a chosen row aside. */
  pinnedWidth: number;
};

/** As wide as a column is by itself. */
export function ownWidth(key: JobColumn, locale: Locale): number {
  if (WORDS.includes(key)) return FLEXIBLE.own;
  const width = WIDTHS[key] ?? LABEL;
  return typeof width === 'number' ? width : width[locale];
}

/** The variable that holds a column's width: names of labels are anybody's. */
export const widthVariable = (place: number): `--w-${number}` => `--w-${place}`;

const isOnCards = (key: JobColumn) => key === 'lead' || ON_CARDS.includes(key);
/** Those that cards leave out, and `changed` and `provider`, need nothing of their own but an end to long texts. */
const classOf = (key: JobColumn) =>
  isOnCards(key) || key === 'changed' || key === 'provider' ? classes[key] : classes.plain;

const join = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ');

/** @param cards what cards need beside the chosen columns: those of the table's place */
export function tableModel(
  chosen: readonly TableColumn[],
  { locale, density, cards }: { locale: Locale; density: Density; cards: readonly JobColumn[] },
): TableModel {
  const variables: Record<string, string> = {};
  let before = 0;
  let total = 0;
  const isGrowing = ({ key, width }: TableColumn) => WORDS.includes(key) && width === undefined;
  const fixed = chosen
    .filter((column) => !isGrowing(column))
    .reduce((sum, { key, width }) => sum + (width ?? ownWidth(key, locale)), 0);
  const rest = SCREEN - fixed >= FLEXIBLE.least ? Math.min(FLEXIBLE.own, SCREEN - fixed) : FLEXIBLE.own;
  const isFlexible = chosen.some(isGrowing);
  const columns = chosen.map((column, place): ShownColumn => {
    const { key, pinned } = column;
    const grows = isGrowing(column);
    const width = grows ? rest : (column.width ?? ownWidth(key, locale));
    variables[widthVariable(place)] = `${width}px`;
    total += width;
    const style = pinned && ({ '--left': `calc(var(--lead) + ${before}px)` } as CSSProperties);
    if (pinned) before += width;
    const isLast = place === chosen.length - 1 && !isFlexible;
    return {
      key,
      className: join(classOf(key), pinned && classes.pinned, (grows || isLast) && classes.grows),
      style: style || undefined,
      width,
      cardOnly: false,
    };
  });
  const missing = cards.filter((key) => isOnCards(key) && !chosen.some((one) => one.key === key));
  const lead = columns[0]?.width ?? 0;
  return {
    columns: [
      ...columns,
      ...missing.map((key) => ({
        key,
        className: join(classOf(key), classes.cardOnly),
        style: undefined,
        width: 0,
        cardOnly: true,
      })),
    ],
    style: { ...variables, '--lead-width': `${lead}px`, '--table-width': `${total}px` } as CSSProperties,
    density,
    pinnedWidth: lead + before,
  };
}
