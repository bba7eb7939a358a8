'use client';

import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconPin, IconPinFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useLayoutEffect, useRef, type KeyboardEvent } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { focusVisibly } from '@/lib/browser/focus-visibly';
import type { TaskScope } from '@/lib/jobs/list/queries';
import {
  COLUMN_KEYS,
  type ColumnKey,
  DENSITIES,
  isAt,
  isForced,
  type LayoutColumn,
  MOST_COLUMNS,
  type TableLayout,
  WIDTHS,
} from '@/lib/views/columns';
import { labelsQuery } from '@/lib/views/queries';

import { pinColumn, resizeColumn, stepColumn, toggleColumn } from './change-layout';
import { ownWidth } from './column-model';
import classes from './columns.module.css';
import { useColumnName } from './use-column-name';
import type { OwnLayout } from './use-table-layout';

const STEP = 8;

/** The columns one below the other: shown ones in their order, then those that could be. All of it by keyboard. */
export function ColumnsPanel({ taskId, own: { layout, change } }: { taskId: TaskScope; own: OwnLayout }) {
  const t = useTranslations('table');
  const nameOf = useColumnName();
  const labels = useQuery(labelsQuery(taskId, fetchJson)).data?.labels ?? [];
  const place = taskId === 'all' ? 'all' : 'task';
  const shown = layout.columns.filter(({ key }) => isAt(place, key));
  const isShown = (key: ColumnKey) => shown.some((column) => column.key === key);
  const offered: ColumnKey[] = [...COLUMN_KEYS, ...labels.map((name): ColumnKey => `label:${name}`)];
  const hidden = offered.filter((key) => isAt(place, key) && !isShown(key));

  // A line that goes elsewhere takes the focus with it, also where it is drawn anew there.
  const panel = useRef<HTMLDivElement>(null);
  const kept = useRef<{ key: ColumnKey; control: string | null } | null>(null);
  useLayoutEffect(() => {
    if (!kept.current || !panel.current) return;
    const { key, control } = kept.current;
    kept.current = null;
    const line = panel.current.querySelector(`[data-column="${CSS.escape(key)}"]`);
    const heir =
      line?.querySelector<HTMLElement>(`[data-control="${control}"]:not(:disabled)`) ??
      line?.querySelector<HTMLElement>('input[type="checkbox"]:not(:disabled)') ??
      panel.current.querySelector<HTMLElement>('input[type="checkbox"]:not(:disabled)');
    if (heir) focusVisibly(heir);
  }, [layout]);
  const moveLine = (key: ColumnKey, next: TableLayout) => {
    if (next === layout) return;
    const focused = document.activeElement;
    kept.current =
      focused instanceof HTMLElement && panel.current?.contains(focused)
        ? { key, control: focused.dataset.control ?? null }
        : null;
    change(next);
  };

  return (
    <div ref={panel} className={classes.panel}>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label={t('density')}
          value={layout.density}
          data={DENSITIES.map((value) => ({ value, label: t(`densities.${value}`) }))}
          onChange={(value) => {
            const density = DENSITIES.find((known) => known === value);
            if (density) change({ ...layout, density });
          }}
        />
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => change(null)}>
          {t('reset')}
        </Button>
      </div>
      <ul className={classes.list} aria-label={t('shown')}>
        {shown.map((column, index) => (
          <ShownLine
            key={column.key}
            column={column}
            first={index <= 1}
            last={index === shown.length - 1}
            forced={isForced(place, column.key)}
            onToggle={() => moveLine(column.key, toggleColumn(layout, column.key))}
            onStep={(by) => moveLine(column.key, stepColumn(layout, column.key, by, place))}
            onPin={() => moveLine(column.key, pinColumn(layout, column.key))}
            onWidth={(width) => change(resizeColumn(layout, column.key, width))}
          />
        ))}
      </ul>
      {hidden.length > 0 && (
        <>
          <p className={classes.part}>{t('hidden')}</p>
          <ul className={classes.list} aria-label={t('hidden')}>
            {hidden.map((key) => (
              <li key={key} className={classes.item} data-column={key} data-hidden="">
                <label className={classes.name}>
                  <input
                    type="checkbox"
                    checked={false}
                    disabled={shown.length >= MOST_COLUMNS}
                    data-control="shown"
                    onChange={() => moveLine(key, toggleColumn(layout, key))}
                  />
                  <span>{nameOf(key)}</span>
                </label>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function ShownLine({
  column: { key, width, pinned },
  first,
  last,
  forced,
  onToggle,
  onStep,
  onPin,
  onWidth,
}: {
  column: LayoutColumn;
  first: boolean;
  last: boolean;
  /** It always shows. */
  forced: boolean;
  onToggle: () => void;
  onStep: (by: -1 | 1) => void;
  onPin: () => void;
  onWidth: (width: number) => void;
}) {
  const t = useTranslations('table');
  const locale = useLocale();
  const name = useColumnName()(key);
  const isLead = key === 'lead';
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onStep(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    // Alt and an arrow move the line from any of its controls.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li className={classes.item} data-column={key} onKeyDown={onKeyDown}>
      <label className={classes.name}>
        <input type="checkbox" checked disabled={forced} data-control="shown" onChange={onToggle} />
        <span>{name}</span>
      </label>
      <input
        type="range"
        className={classes.width}
        data-control="width"
        min={WIDTHS.least}
        max={WIDTHS.most}
        step={STEP}
        value={width ?? ownWidth(key, locale)}
        aria-label={t('width', { name })}
        onChange={(event) => onWidth(Number(event.currentTarget.value))}
      />
      <ActionIcon
        size="sm"
        data-control="pin"
        aria-label={t('pin', { name })}
        aria-pressed={isLead || pinned === true}
        disabled={isLead}
        onClick={onPin}
      >
        {isLead || pinned ? <IconPinFilled size={14} /> : <IconPin size={14} stroke={1.6} />}
      </ActionIcon>
      <ActionIcon
        size="sm"
        data-control="up"
        aria-label={t('up', { name })}
        aria-disabled={first || isLead || undefined}
        onClick={() => onStep(-1)}
      >
        <IconChevronUp size={14} stroke={1.6} />
      </ActionIcon>
      <ActionIcon
        size="sm"
        data-control="down"
        aria-label={t('down', { name })}
        aria-disabled={last || isLead || undefined}
        onClick={() => onStep(1)}
      >
        <IconChevronDown size={14} stroke={1.6} />
      </ActionIcon>
    </li>
  );
}
