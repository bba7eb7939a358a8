'use client';

import { ActionIcon, Button, Menu, Modal } from '@mantine/core';
import { IconBlockquote, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Fragment, useRef, useState } from 'react';

import { callAction } from '@/lib/browser/call-action';
import { fetchJson } from '@/lib/browser/fetch-json';
import { useJobTools } from '@/components/job-context/job-actions';
import { useFailureText } from '@/components/ui/use-failure-text';
import { useRestoreFocus } from '@/components/ui/use-restore-focus';
import { templatesQuery } from '@/lib/follow-ups/queries';
import { MOST_TEMPLATES, TEMPLATE_LIMIT } from '@/lib/follow-ups/limits';
import type { FollowUpTemplate } from '@/lib/follow-ups/schemas';

import classes from './follow-up-editor.module.css';

/** The team's phrases and a person's own: put into the remark, kept from it, thrown away. */
export function TemplatesMenu({ remark, onInsert }: { remark: string; onInsert: (phrase: string) => void }) {
  const t = useTranslations('followUps.templates');
  const failureText = useFailureText();
  // Of a phrase's own length the menu takes care.
  const refusal = t('full', { most: MOST_TEMPLATES });
  const [opened, setOpened] = useState(false);
  const [managing, setManaging] = useState(false);
  // A phrase takes the focus to the remark; anything else gives it back to the button.
  const [inserted, setInserted] = useState(false);
  const query = useQuery({ ...templatesQuery(fetchJson), enabled: opened || managing });
  const templates = query.data?.templates ?? [];
  const { add, remove, failure } = useTemplateChanges();
  const { person } = useJobTools();
  const team = templates.filter(({ shared }) => shared);
  const own = templates.filter(({ shared }) => !shared);
  const phrase = remark.trim();
  const known = own.some(({ body }) => body === phrase);
  const knownToTeam = team.some(({ body }) => body === phrase);
  const isPhrase = query.isSuccess && phrase !== '' && phrase.length <= TEMPLATE_LIMIT;
  const keepable = isPhrase && !known;
  const shareable = isPhrase && !knownToTeam;

  return (
    <>
      <Menu
        opened={opened}
        onChange={(open) => {
          setOpened(open);
          if (open) setInserted(false);
        }}
        position="bottom-start"
        width={300}
        zIndex={300}
        returnFocus={!inserted}
      >
        <Menu.Target>
          <Button
            variant="subtle"
            size="xs"
            color="gray"
            leftSection={<IconBlockquote size={14} stroke={1.6} />}
          >
            {t('title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.templates}>
          {query.isError && <Menu.Label>{failureText(query.error)}</Menu.Label>}
          {failure !== null && <Menu.Label>{failureText(failure, refusal)}</Menu.Label>}
          {query.isSuccess && templates.length === 0 && <Menu.Label>{t('empty')}</Menu.Label>}
          {team.length > 0 && <Menu.Label>{t('team')}</Menu.Label>}
          {[...team, ...own].map(({ id, body }, index) => (
            <Fragment key={id}>
              {team.length > 0 && index === team.length && <Menu.Label>{t('own')}</Menu.Label>}
              <Menu.Item
                onClick={() => {
                  setInserted(true);
                  onInsert(body);
                }}
              >
                {body}
              </Menu.Item>
            </Fragment>
          ))}
          <Menu.Divider />
          <Menu.Item
            closeMenuOnClick={false}
            // Not `disabled`: a button that becomes so under the focus loses it, and Escape with it.
            aria-disabled={!keepable}
            data-disabled={!keepable || undefined}
            onClick={() => {
              if (keepable) void add(phrase, false);
            }}
          >
            {t(known ? 'kept' : 'keep')}
          </Menu.Item>
          {person.mayShare && (
            <Menu.Item
              closeMenuOnClick={false}
              aria-disabled={!shareable}
              data-disabled={!shareable || undefined}
              onClick={() => {
                if (shareable) void add(phrase, true);
              }}
            >
              {t(knownToTeam ? 'shared' : 'share')}
            </Menu.Item>
          )}
          {templates.some(({ mayRemove }) => mayRemove) && (
            <Menu.Item onClick={() => setManaging(true)}>{t('manage')}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={managing} onClose={() => setManaging(false)} title={t('manage')} centered zIndex={400}>
        {failure !== null && <p className={classes.refusal}>{failureText(failure, refusal)}</p>}
        {query.isSuccess && templates.length === 0 && <p className={classes.note}>{t('empty')}</p>}
        <TemplateList templates={templates.filter(({ mayRemove }) => mayRemove)} onRemove={remove} />
      </Modal>
    </>
  );
}

function TemplateList({
  templates,
  onRemove,
}: {
  templates: readonly FollowUpTemplate[];
  onRemove: (template: FollowUpTemplate) => Promise<void>;
}) {
  return (
    <ul className={classes.templateList}>
      {templates.map((template) => (
        <TemplateItem
          key={template.id}
          body={template.body}
          shared={template.shared}
          onRemove={() => void onRemove(template)}
        />
      ))}
    </ul>
  );
}

function TemplateItem({ body, shared, onRemove }: { body: string; shared: boolean; onRemove: () => void }) {
  const t = useTranslations('followUps.templates');
  const item = useRef<HTMLLIElement>(null);
  useRestoreFocus(item, ({ nextElementSibling, previousElementSibling }) =>
    (nextElementSibling ?? previousElementSibling)?.querySelector('button'),
  );
  return (
    <li ref={item}>
      <span>
        {body}
        {shared && <span className={classes.note}> {t('ofTeam')}</span>}
      </span>
      <ActionIcon aria-label={t('remove', { body })} onClick={onRemove}>
        <IconTrash size={16} stroke={1.6} />
      </ActionIcon>
    </li>
  );
}

function useTemplateChanges() {
  const { actions } = useJobTools();
  const queryClient = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const { queryKey } = templatesQuery(fetchJson);

  const change = async (work: () => Promise<(templates: FollowUpTemplate[]) => FollowUpTemplate[]>) => {
    setFailure(null);
    try {
      const next = await work();
      queryClient.setQueryData(queryKey, (kept) => kept && { templates: next(kept.templates) });
    } catch (thrown) {
      setFailure(thrown);
    }
  };
  return {
    failure,
    add: (body: string, shared: boolean) =>
      change(async () => {
        const added = await callAction(() => actions.saveTemplate({ body, shared }));
        return (kept) => [...kept.filter(({ id }) => id !== added.id), added];
      }),
    remove: ({ id }: FollowUpTemplate) =>
      change(async () => {
        await callAction(() => actions.deleteTemplate({ id }));
        return (kept) => kept.filter((template) => template.id !== id);
      }),
  };
}
