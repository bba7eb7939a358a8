import type { Locator, Page } from '@playwright/test';

/** The open job; not a menu or a dialog over it. */
export const drawer = (page: Page): Locator =>
  page.getByRole('dialog').filter({ has: page.getByRole('heading') });

/** The link in a list that opens the job of this lead. */
export const opener = (page: Page, name: string): Locator => page.getByRole('link', { name, exact: true });

/** @param more of the address: `&t=21.5` */
export const openJob = (page: Page, { taskId, rowId }: { taskId: number; rowId: number }, more = '') =>
  page.goto(`/tasks/${taskId}?job=${rowId}${more}`);

export const play = (page: Page): Locator => drawer(page).getByRole('button', { name: '播放', exact: true });
