import { useTranslations } from 'next-intl';

import type { JobDetail } from '@/lib/jobs/schemas';

import classes from './job-view.module.css';

/** Longer ones have a line of their own. */
const SHORT_CHARACTERS = 14;

/** The provider's summary of the call, each part under its own name. */
export function JobSummary({ summary }: { summary: JobDetail['summary'] }) {
  return (
    <dl className={classes.summary}>
      {summary.map(({ name, content, category }, index) => (
        <div key={index} data-long={content.length > SHORT_CHARACTERS || undefined}>
          <dt>
            <span>{name}</span>
            {isTold(category) && <span className={classes.category}>{category}</span>}
          </dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The provider sends an empty object as text where a part has no category. */
function isTold(category: string | null): category is string {
  return category !== null && category.trim() !== '' && category.trim() !== '{}';
}

/** Whom the provider calls, numbers masked. */
export function JobContacts({ contacts }: { contacts: JobDetail['contacts'] }) {
  const t = useTranslations('job.contacts');
  return (
    <ul className={classes.contacts}>
      {contacts.map((contact, index) => (
        <li key={index}>
          {contact.name && <span className={classes.contactName}>{contact.name}</span>}
          {contact.honorific && <span>{contact.honorific}</span>}
          {contact.phoneMasked && <span>{contact.phoneMasked}</span>}
          {contact.referenceId && (
            <span className={classes.minor}>{t('reference', { id: contact.referenceId })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What the job carries along, key by key, as it came. */
export function JobExtras({ extras }: { extras: JobDetail['extras'] }) {
  const t = useTranslations('common');
  return (
    <dl className={classes.pairs} data-inline>
      {extras.map(({ key, value }, index) => (
        <div key={index}>
          <dt>{key}</dt>
          <dd>{value ?? t('none')}</dd>
        </div>
      ))}
    </dl>
  );
}
