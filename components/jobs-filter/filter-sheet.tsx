'use client';

import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { fetchJson } from '@/lib/browser/fetch-json';
import { formatNumber } from '@/lib/i18n/format';
import type { TaskScope } from '@/lib/jobs/list/queries';
import { colleaguesQuery } from '@/lib/jobs/owners/owner-queries';
import { type FilterKey, FACETS, TIME_PRESETS } from '@/lib/jobs/selection-values';

import { choicesOf } from './choices';
import classes from './filter-bar.module.css';
import { toggled, WITHOUT_FILTERS, withFilter } from './filter-values';
import { useFacets } from './use-facets';
import { useFilterTexts } from './use-filter-texts';
import { WordsBox } from './words-box';

const TIMES = ['due', 'called', 'planned', 'changed', 'checked'] as const;
const NUMBERS = ['duration', 'attempts'] as const;

type Part = { address: JobsAddress };

/** Every filter there is, one below the other; each works at once. */
export function FilterSheet({
  taskId,
  address,
  total,
  isSmall,
  onClose,
}: Part & {
  taskId: TaskScope;
  /** Rows that the filters show; null: not known. */
  total: number | null;
  isSmall: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('filter');
  const locale = useLocale();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('all')}
      fullScreen={isSmall}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
      transitionProps={{ duration: 0 }}
    >
      {isSmall && (
        <div className={classes.section}>
          <WordsBox address={address} />
        </div>
      )}
      <FacetSections taskId={taskId} address={address} />
      <OwnerSection address={address} />
      {TIMES.map((key) => (
        <TimeSection key={key} name={key} address={address} />
      ))}
      {NUMBERS.map((key) => (
        <NumberSection key={key} name={key} address={address} />
      ))}
      <div className={classes.foot}>
        <Button variant="default" onClick={() => address.go(WITHOUT_FILTERS)}>
          {t('clear')}
        </Button>
        <Button onClick={onClose}>
          {total === null ? t('close') : t('show', { count: total, number: formatNumber(total, locale) })}
        </Button>
      </div>
    </Modal>
  );
}

function Toggle({
  chosen,
  text,
  count,
  onClick,
}: {
  chosen: boolean;
  text: string;
  count?: number | undefined;
  onClick: () => void;
}) {
  const locale = useLocale();
  return (
    <Button
      variant="default"
      size="compact-sm"
      className={classes.menu}
      aria-pressed={chosen}
      data-active={chosen || undefined}
      onClick={onClick}
    >
      {text}
      {count !== undefined && <span className={classes.count}>&nbsp;{formatNumber(count, locale)}</span>}
    </Button>
  );
}

function FacetSections({ taskId, address }: Part & { taskId: TaskScope }) {
  const { nameOf, valueOf } = useFilterTexts();
  const counts = useFacets(taskId, address.selection, true);
  return FACETS.map((facet) => {
    const text = address.texts[facet];
    const chosen = text ? text.split(',') : [];
    return (
      <fieldset key={facet} className={`${classes.fieldset} ${classes.section}`}>
        <legend>{nameOf(facet)}</legend>
        <div className={classes.options}>
          {choicesOf(facet, counts, chosen).map(({ value }) => (
            <Toggle
              key={value}
              chosen={chosen.includes(value)}
              text={valueOf(facet, value)}
              count={counts ? (counts[facet][value] ?? 0) : undefined}
              onClick={() => {
                const next = facet === 'recording' && !chosen.includes(value) ? value : toggled(text, value);
                address.go(withFilter(facet, next));
              }}
            />
          ))}
        </div>
      </fieldset>
    );
  });
}

function OwnerSection({ address }: Part) {
  const { nameOf, valueOf } = useFilterTexts();
  const { data } = useQuery(colleaguesQuery(fetchJson));
  const chosen = address.texts.owner;
  const options = [
    ...(['me', 'none'] as const).map((value) => ({ value, text: valueOf('owner', value) })),
    ...(data?.colleagues ?? []).map(({ id, name }) => ({ value: id, text: name })),
  ];
  return (
    <fieldset className={`${classes.fieldset} ${classes.section}`}>
      <legend>{nameOf('owner')}</legend>
      <div className={classes.options}>
        {options.map(({ value, text }) => (
          <Toggle
            key={value}
            chosen={chosen === value}
            text={text}
            onClick={() => address.go(withFilter('owner', chosen === value ? null : value))}
          />
        ))}
      </div>
    </fieldset>
  );
}

function TimeSection({ name, address }: Part & { name: FilterKey }) {
  const t = useTranslations('filter');
  const { nameOf, valueOf } = useFilterTexts();
  const text = address.texts[name] ?? '';
  const isPreset = TIME_PRESETS.some((preset) => preset === text);
  const [from = '', to = text.includes('..') ? '' : from] = isPreset ? [] : text.split('..');
  const setDays = (first: string, last: string) =>
    address.go(withFilter(name, first || last ? `${first}..${last}` : null));
  return (
    <fieldset className={`${classes.fieldset} ${classes.section}`}>
      <legend>{nameOf(name)}</legend>
      <div className={classes.options}>
        {TIME_PRESETS.map((preset) => (
          <Toggle
            key={preset}
            chosen={text === preset}
            text={valueOf(name, preset)}
            onClick={() => address.go(withFilter(name, text === preset ? null : preset))}
          />
        ))}
        <span className={classes.range}>
          <TextInput
            size="xs"
            type="date"
            aria-label={t('firstDay', { name: nameOf(name) })}
            value={from}
            max={to || undefined}
            onChange={(event) => setDays(event.currentTarget.value, to)}
          />
          –
          <TextInput
            size="xs"
            type="date"
            aria-label={t('lastDay', { name: nameOf(name) })}
            value={to}
            min={from || undefined}
            onChange={(event) => setDays(from, event.currentTarget.value)}
          />
        </span>
      </div>
    </fieldset>
  );
}

/** From and to, taken when one leaves the field or presses Enter. */
function NumberSection({ name, address }: Part & { name: FilterKey }) {
  const t = useTranslations('filter');
  const { nameOf } = useFilterTexts();
  const text = address.texts[name] ?? '';
  const [from = '', to = text.includes('..') ? '' : from] = text.split('..');
  const [typed, setTyped] = useState({ from, to });
  useEffect(() => setTyped({ from, to }), [from, to]);

  const apply = () => {
    const next = typed.from || typed.to ? `${typed.from}..${typed.to}` : '';
    if (next !== text) address.go(withFilter(name, next));
  };
  const field = (key: 'from' | 'to', label: string) => (
    <TextInput
      size="xs"
      w="5.5rem"
      inputMode="numeric"
      aria-label={label}
      value={typed[key]}
      onChange={(event) => {
        const value = event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 6);
        setTyped((before) => ({ ...before, [key]: value }));
      }}
      onBlur={apply}
    />
  );
  return (
    <fieldset className={`${classes.fieldset} ${classes.section}`}>
      <legend>{nameOf(name)}</legend>
      <form
        className={classes.range}
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        {field('from', t('least', { name: nameOf(name) }))}–{field('to', t('most', { name: nameOf(name) }))}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </fieldset>
  );
}
