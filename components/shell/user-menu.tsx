'use client';

import { Menu, Text, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconChartBar,
  IconCloudDataConnection,
  IconFileExport,
  IconHistory,
  IconListCheck,
  IconLogout,
  IconPhoneCheck,
  IconUserCog,
} from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';

import { useFailureKindText } from '@/components/ui/use-failure-text';
import { signOut } from '@/lib/auth/sessions/browser';
import { can } from '@/lib/auth/permissions';
import { useOwnAddress } from '@/lib/browser/own-address';
import { tellSignedOut } from '@/lib/browser/signed-out';

import classes from './header.module.css';
import type { Person } from './person';

/** Who is signed in, their account, and the way out. */
export function UserMenu({ person }: { person: Person }) {
  const t = useTranslations('layout');
  const tNumbers = useTranslations('numbers');
  const tProvider = useTranslations('provider');
  const failureText = useFailureKindText();
  const { openedAt } = useOwnAddress();

  const leave = async () => {
    // A full load, so that nothing of this person stays in the page's memory.
    if (await signOut()) {
      tellSignedOut();
      return location.assign('/sign-in?reason=signed-out');
    }
    notifications.show({
      color: 'red',
      message: openedAt ? failureText('foreign_origin') : t('signOutFailed'),
    });
  };

  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.user} aria-label={t('userMenu', { name: person.name })}>
          <span className={classes.avatar} aria-hidden>
            {[...person.name][0]}
          </span>
          <span className={classes.userName}>{person.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={500} c="var(--mantine-color-text)" truncate>
            {person.name}
          </Text>
          <Text size="xs" truncate>
            {person.email}
          </Text>
          {/* Whole: at the top of a narrow page there is room for its beginning only. */}
          <Text size="xs" className={classes.whole}>
            {person.organization.name} · {t(`roles.${person.role}`)}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} href="/mine" leftSection={<IconListCheck size={16} stroke={1.6} />}>
          {t('nav.mine')}
        </Menu.Item>
        <Menu.Item component={Link} href="/insights" leftSection={<IconChartBar size={16} stroke={1.6} />}>
          {t('nav.insights')}
        </Menu.Item>
        {can(person.role, 'exports.read') && (
          <Menu.Item component={Link} href="/exports" leftSection={<IconFileExport size={16} stroke={1.6} />}>
            {t('nav.exports')}
          </Menu.Item>
        )}
        {can(person.role, 'numbers.allow') && (
          <Menu.Item
            component={Link}
            href="/number-requests"
            leftSection={<IconPhoneCheck size={16} stroke={1.6} />}
          >
            {tNumbers('title')}
          </Menu.Item>
        )}
        {can(person.role, 'audit.read') && (
          <Menu.Item component={Link} href="/audit" leftSection={<IconHistory size={16} stroke={1.6} />}>
            {t('nav.audit')}
          </Menu.Item>
        )}
        <Menu.Item
          component={Link}
          href="/provider"
          leftSection={<IconCloudDataConnection size={16} stroke={1.6} />}
        >
          {tProvider('title')}
        </Menu.Item>
        <Menu.Item component={Link} href="/account" leftSection={<IconUserCog size={16} stroke={1.6} />}>
          {t('account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={() => void leave()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
