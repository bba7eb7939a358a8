import { VisuallyHidden } from '@mantine/core';
import type { Route } from 'next';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { Fragment } from 'react';

import { formatNumber } from '@/lib/i18n/format';
import type { Deeds } from '@/lib/jobs/owners/deeds';
import type { Colleague, Workload } from '@/lib/jobs/owners/owners';
import type { StepOfDeeds } from '@/lib/jobs/owners/periods';

import { ReassignOverdue } from './reassign-overdue';
import classes from './workload.module.css';
import { workloadHref } from './workload-href';

const NOW = ['leads', 'overdue', 'today', 'fresh'] as const;
const DID = ['written', 'finished', 'played', 'taken'] as const;

type Days = { first: string; last: string };
type Member = Colleague & Workload & { deeds: Deeds; steps: StepOfDeeds[] };

/**
 * Who has what to do, who is behind first, each number the way to its leads; and what each did in a time, with the way to
 * the audit log of it.
 */
export function TeamTable({ people, days }: { people: readonly Member[]; days: Days }) {
  const t = useTranslations('workload');
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t('teamTitle')}>
        <thead>
          <tr>
            <th scope="colgroup" colSpan={1 + NOW.length}>
              {t('now')}
            </th>
            <th scope="colgroup" colSpan={DID.length} className={classes.did}>
              {t('did')}
            </th>
          </tr>
          <tr>
            <th scope="col">{t('person')}</th>
            {NOW.map((part) => (
              <th key={part} scope="col">
                {t(part)}
              </th>
            ))}
            {DID.map((part) => (
              <th key={part} scope="col" className={part === 'written' ? classes.did : undefined}>
                {t(part)}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{t('reassign')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Fragment key={person.id}>
              <PersonRow person={person} days={days} />
              {person.steps.map((step) => (
                <StepRow key={step.first} person={person} step={step} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a person did, as the audit log has it. */
const logHref = (id: string, { first, last }: Days) => `/audit?who=${id}&at=${first}..${last}` as Route;

function PersonRow({ person, days }: { person: Member; days: Days }) {
  const t = useTranslations('workload');
  const locale = useLocale();
  return (
    <tr>
      <th scope="row">
        <Link href={logHref(person.id, days)} aria-label={t('log', { name: person.name })} prefetch={false}>
          {person.name}
        </Link>
      </th>
      {NOW.map((part) => {
        const number = formatNumber(person[part], locale);
        if (person[part] === 0) return <td key={part}>{number}</td>;
        return (
          <td key={part}>
            <Link
              href={workloadHref(person.id, part) as Route}
              data-urgent={part === 'overdue' || undefined}
              aria-label={t('open', { name: person.name, what: t(part), number })}
              prefetch={false}
            >
              {number}
            </Link>
          </td>
        );
      })}
      <Did deeds={person.deeds} />
      {person.overdue > 0 && (
        <td className={classes.act}>
          <ReassignOverdue userId={person.id} name={person.name} count={person.overdue} />
        </td>
      )}
    </tr>
  );
}

function StepRow({ person, step }: { person: Member; step: StepOfDeeds }) {
  const t = useTranslations('workload');
  const { first, last, deeds } = step;
  const days = first === last ? first : t('days', { first, last });
  return (
    <tr data-step>
      <th scope="row" colSpan={1 + NOW.length}>
        <Link
          href={logHref(person.id, step)}
          aria-label={`${t('log', { name: person.name })} ${days}`}
          prefetch={false}
        >
          {days}
        </Link>
      </th>
      <Did deeds={deeds} />
    </tr>
  );
}

function Did({ deeds }: { deeds: Deeds }) {
  const locale = useLocale();
  return DID.map((part) => (
    <td key={part} className={part === 'written' ? classes.did : undefined}>
      {formatNumber(deeds[part], locale)}
    </td>
  ));
}
