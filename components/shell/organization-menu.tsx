'use client';

import { Menu, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSelector } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { useFailureKindText } from '@/components/ui/use-failure-text';
import { useOwnAddress } from '@/lib/browser/own-address';

import classes from './header.module.css';
import type { Person } from './person';

export type SwitchOrganization = (input: { organizationId: string }) => Promise<{ ok: boolean }>;

/** The organization that the page is about; a menu for people who belong to several. */
export function OrganizationMenu({
  person,
  switchOrganization,
}: {
  person: Person;
  switchOrganization: SwitchOrganization;
}) {
  const t = useTranslations('layout');
  const failureText = useFailureKindText();
  const { openedAt } = useOwnAddress();
  const [switching, setSwitching] = useState(false);
  const { organization, organizations } = person;
  const name = <span className={classes.organizationName}>{organization.name}</span>;

  if (organizations.length < 2) return <div className={classes.organization}>{name}</div>;

  const choose = async (id: string) => {
    if (id === organization.id) return;
    setSwitching(true);
    const { ok } = await switchOrganization({ organizationId: id }).catch(() => ({ ok: false }));
    // Everything on the page belongs to the other organization: start anew.
    if (ok) return location.assign('/tasks');
    setSwitching(false);
    notifications.show({
      color: 'red',
      message: openedAt ? failureText('foreign_origin') : t('switchFailed'),
    });
  };

  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton
          className={`${classes.organization} ${classes.switch}`}
          aria-label={t('switchOrganization', { name: organization.name })}
          aria-busy={switching}
        >
          {name}
          <IconSelector size={14} stroke={1.6} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('organization')}</Menu.Label>
        <Menu.RadioGroup value={organization.id} onChange={(id) => void choose(id)}>
          {organizations.map(({ id, name: label }) => (
            <Menu.RadioItem key={id} value={id} closeMenuOnClick>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
