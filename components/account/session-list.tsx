'use client';

import { Button, Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceDesktop, IconDeviceMobile, IconDeviceTablet } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState, type ReactNode } from 'react';

import { callAction } from '@/lib/browser/call-action';
import { Time } from '@/components/ui/time/time';
import { TimeAgo } from '@/components/ui/time/time-ago';
import { ToneBadge } from '@/components/ui/tone-badge';
import { useFailureText } from '@/components/ui/use-failure-text';
import { useRestoreFocus } from '@/components/ui/use-restore-focus';
import type { OwnSession } from '@/lib/auth/sessions/own-session';
import type { ActionResult } from '@/lib/http/org-action';

import classes from './account.module.css';

type SessionActions = {
  endSession: (input: { sessionId: string }) => Promise<ActionResult<{ wasThis: boolean }>>;
  endOtherSessions: (input: Record<string, never>) => Promise<ActionResult<{ sessionsEnded: number }>>;
};

const ICONS = { mobile: IconDeviceMobile, tablet: IconDeviceTablet, none: IconDeviceDesktop } as const;

/** Where the person is signed in, and the end of each. */
export function SessionList({ sessions, actions }: { sessions: OwnSession[]; actions: SessionActions }) {
  const t = useTranslations('account.sessions');
  const textOf = useFailureText();
  const router = useRouter();
  /** What is being ended: a session's id, or `others`. */
  const [busy, setBusy] = useState<string | null>(null);

  const run = async (what: string, work: () => Promise<string | null>) => {
    setBusy(what);
    try {
      const message = await work();
      if (message !== null) notifications.show({ message });
    } catch (error) {
      notifications.show({ color: 'red', title: t('failed'), message: textOf(error) });
    }
    // Also after a failure: the session may have ended by itself.
    router.refresh();
    setBusy(null);
  };
  const end = (sessionId: string) =>
    run(sessionId, async () => {
      const { wasThis } = await callAction(() => actions.endSession({ sessionId }));
      if (!wasThis) return t('ended');
      location.assign('/sign-in?reason=signed-out');
      return null;
    });
  const endOthers = () =>
    run('others', async () => {
      const { sessionsEnded } = await callAction(() => actions.endOtherSessions({}));
      return t('endedOthers', { count: sessionsEnded });
    });

  return (
    <section className={classes.section} aria-labelledby="sessions-title">
      <div className={classes.top}>
        <div>
          <h2 id="sessions-title" className={classes.title}>
            {t('title')}
          </h2>
          <p className={classes.text}>{t('text')}</p>
        </div>
        {sessions.length > 1 && (
          <EndButton
            state={busy === 'others' ? 'ending' : busy === null ? 'idle' : 'waiting'}
            onEnd={() => void endOthers()}
          >
            {t('endOthers')}
          </EndButton>
        )}
      </div>
      <ul className={classes.sessions}>
        {sessions.map((session) => (
          <SessionItem
            key={session.id}
            session={session}
            state={busy === session.id ? 'ending' : busy === null ? 'idle' : 'waiting'}
            onEnd={() => void end(session.id)}
          />
        ))}
      </ul>
    </section>
  );
}

type EndState = 'idle' | 'ending' | 'waiting';

/** A button that keeps the focus while it works, which a disabled one would drop. */
function EndButton({
  state,
  label,
  onEnd,
  children,
}: {
  state: EndState;
  label?: string | undefined;
  onEnd: () => void;
  children: ReactNode;
}) {
  return (
    <Button
      variant="default"
      size="xs"
      aria-label={label}
      aria-disabled={state !== 'idle'}
      data-disabled={state !== 'idle' || undefined}
      leftSection={state === 'ending' ? <Loader size={12} /> : undefined}
      onClick={() => state === 'idle' && onEnd()}
    >
      {children}
    </Button>
  );
}

function SessionItem({ session, state, onEnd }: { session: OwnSession; state: EndState; onEnd: () => void }) {
  const t = useTranslations('account.sessions');
  const item = useRef<HTMLLIElement>(null);
  useRestoreFocus(item, ({ previousElementSibling }) => previousElementSibling?.querySelector('button'));
  const { browser, system, type } = session.device;
  const Icon = ICONS[type ?? 'none'];
  const known = browser ?? t('unknownBrowser');
  const device = system === null ? known : t('on', { browser: known, system });

  return (
    <li ref={item} className={classes.session}>
      <Icon size={20} stroke={1.4} className={classes.icon} aria-label={type ? t(type) : undefined} />
      <div className={classes.facts}>
        <div className={classes.device}>
          {device}
          {session.isThis && <ToneBadge tone="green">{t('this')}</ToneBadge>}
        </div>
        <dl className={classes.details}>
          <div>
            <dt>{t('address')}</dt>
            <dd>{session.networkAddress}</dd>
          </div>
          <div>
            <dt>{t('signedIn')}</dt>
            <dd>
              <Time time={session.signedInAt} precision="minute" />
            </dd>
          </div>
          <div>
            <dt>{t('lastSeen')}</dt>
            <dd>
              <TimeAgo time={session.lastSeenAt} />
            </dd>
          </div>
        </dl>
      </div>
      <EndButton state={state} label={session.isThis ? undefined : t('endOf', { device })} onEnd={onEnd}>
        {session.isThis ? t('endThis') : t('end')}
      </EndButton>
    </li>
  );
}
