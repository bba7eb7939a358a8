'use client';

import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core';
import {
  IconCheck,
  IconCloudX,
  IconCopy,
  IconFileOff,
  IconHourglass,
  IconPhoneOff,
  IconVolumeOff,
  type Icon,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRef, type ReactNode } from 'react';

import { useRestoreFocus } from '@/components/ui/use-restore-focus';
import { toneVar, type Tone } from '@/components/ui/theme';

import classes from './player-bar.module.css';

export type NoticeKind = 'none' | 'waiting' | 'gone' | 'unplayable' | 'failed';

const LOOKS: Record<NoticeKind, { Icon: Icon; tone: Tone }> = {
  none: { Icon: IconPhoneOff, tone: 'slate' },
  waiting: { Icon: IconHourglass, tone: 'blue' },
  gone: { Icon: IconFileOff, tone: 'stone' },
  unplayable: { Icon: IconVolumeOff, tone: 'slate' },
  failed: { Icon: IconCloudX, tone: 'red' },
};

/** In place of a player that could not play: why, the provider's RequestId, and what one can do. */
export function RecordingNotice({
  kind,
  title,
  text,
  requestId,
  action,
}: {
  kind: NoticeKind;
  title: string;
  text: ReactNode;
  requestId?: string | undefined;
  action?: { label: string; busy?: boolean; onClick: () => void } | undefined;
}) {
  const { Icon: Sign, tone } = LOOKS[kind];
  const notice = useRef<HTMLDivElement>(null);
  useRestoreFocus(notice);
  return (
    <div
      ref={notice}
      className={classes.notice}
      role={kind === 'failed' ? 'alert' : 'status'}
      data-recording={kind}
    >
      <span
        className={classes.noticeIcon}
        style={{ color: toneVar(tone, 'fg'), backgroundColor: toneVar(tone, 'bg') }}
        aria-hidden
      >
        <Sign size={18} stroke={1.6} />
      </span>
      <div className={classes.noticeText}>
        <div className={classes.noticeTitle}>{title}</div>
        <div>{text}</div>
        {requestId && <RequestId value={requestId} />}
      </div>
      {action && (
        <Button variant="default" loading={action.busy ?? false} onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </div>
  );
}

/** The provider's id of a request, to be copied. */
export function RequestId({ value }: { value: string }) {
  const t = useTranslations('common');
  return (
    <div className={classes.requestId}>
      <span>{t('requestId')}</span>
      <code>{value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('copied') : t('copyRequestId')}>
            <ActionIcon size={24} aria-label={copied ? t('copied') : t('copyRequestId')} onClick={copy}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} stroke={1.6} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
