'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import { ShortTime } from '@/components/ui/time/time-ago';
import { formatNumber } from '@/lib/i18n/format';
import type { CallFigures, ProviderWeather } from '@/lib/runs/weather-schemas';

import classes from './provider.module.css';

/** The height of the highest bar. */
const BAR_REM = 4;

const percent = (part: number, of: number) => (of === 0 ? null : Math.floor((part / of) * 1000) / 10);

/** The last hour's calls as figures, by what they were for, by the provider's codes and over time. */
export function ProviderWeatherView({
  weather,
  children,
}: {
  weather: ProviderWeather;
  children: ReactNode;
}) {
  const t = useTranslations('provider');
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  const { all, byClass, codes, spans, budget, account, minutes } = weather;
  const most = Math.max(1, ...spans.map(({ calls }) => calls));
  const cells = ({ calls, succeeded, throttled, p95Ms }: CallFigures) => {
    const share = percent(succeeded, calls);
    return (
      <>
        <td>{number(calls)}</td>
        <td>{share === null ? '–' : `${share}%`}</td>
        <td>{p95Ms === null ? '–' : t('ms', { ms: number(Math.round(p95Ms)) })}</td>
        <td data-some={throttled > 0 || undefined}>{number(throttled)}</td>
      </>
    );
  };
  return (
    <div className={classes.parts}>
      <section aria-labelledby="provider-budget">
        <h2 id="provider-budget">{t('budget.title')}</h2>
        {budget ? (
          <dl className={classes.facts}>
            <Fact name={t('budget.rate')}>
              {t('perSecond', { rate: number(Math.round(budget.rate * 10) / 10) })}
            </Fact>
            <Fact name={t('budget.limit')}>
              {t('perSecond', { rate: number(budget.limit) })}
              {budget.loweredTo !== null && (
                <small>{t('budget.lowered', { setUp: number(budget.setUp) })}</small>
              )}
            </Fact>
            <Fact name={t('budget.throttledAt')}>
              {budget.throttledAt ? <ShortTime time={budget.throttledAt} /> : t('budget.never')}
            </Fact>
            {budget.blockedUntil && (
              <Fact name={t('budget.blockedUntil')}>
                <ShortTime time={budget.blockedUntil} />
              </Fact>
            )}
          </dl>
        ) : (
          <p className={classes.minor}>{t('budget.none')}</p>
        )}
        {children}
        {weather.isAccountOfOthers && <p className={classes.minor}>{t('accountOfOthers')}</p>}
        {account && (
          <p className={classes.minor}>
            {t('account', {
              calls: number(account.calls),
              organizations: number(account.organizations),
              share: percent(all.calls, account.calls) ?? 0,
              throttled: number(account.throttled),
            })}
          </p>
        )}
      </section>
      <section aria-labelledby="provider-calls">
        <h2 id="provider-calls">{t('calls.title', { minutes })}</h2>
        {all.calls === 0 ? (
          <p className={classes.minor}>{t('calls.none')}</p>
        ) : (
          <>
            <div className={classes.wide}>
              <table className={classes.table}>
                <thead>
                  <tr>
                    {(['class', 'calls', 'success', 'p95', 'throttled'] as const).map((column) => (
                      <th key={column} scope="col">
                        {t(`columns.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {byClass.map((one) => (
                    <tr key={one.class}>
                      <th scope="row">{t(`classes.${one.class}`)}</th>
                      {cells(one)}
                    </tr>
                  ))}
                  <tr className={classes.sum}>
                    <th scope="row">{t('classes.all')}</th>
                    {cells(all)}
                  </tr>
                </tbody>
              </table>
            </div>
            <ol className={classes.spans} aria-label={t('spans.label')}>
              {spans.map((span) => (
                <li key={span.from}>
                  <span
                    className={classes.bar}
                    style={{ blockSize: `${(span.calls / most) * BAR_REM}rem` }}
                    aria-hidden
                  >
                    <span
                      style={{ blockSize: span.calls === 0 ? 0 : `${(span.failed / span.calls) * 100}%` }}
                    />
                  </span>
                  <span className={classes.spanText}>
                    <ShortTime time={span.from} />
                    <span className={classes.hidden}>
                      {t('spans.text', {
                        calls: number(span.calls),
                        failed: number(span.failed),
                        throttled: number(span.throttled),
                      })}
                    </span>
                  </span>
                </li>
              ))}
            </ol>
          </>
        )}
      </section>
      {codes.length > 0 && (
        <section aria-labelledby="provider-codes">
          <h2 id="provider-codes">{t('codes')}</h2>
          <ul className={classes.codes}>
            {codes.map(({ code, calls }) => (
              <li key={code}>
                <code>{code}</code> <b>{number(calls)}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
