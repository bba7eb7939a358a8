import type { Locator, Page } from '@playwright/test';

/** The follow-up that is written in an open job. */
export const editorOf = (page: Page): Locator => page.getByRole('form', { name: '写跟进' });
export const statusOf = (page: Page): Locator => editorOf(page).getByRole('status');
export const remarkOf = (page: Page): Locator => editorOf(page).getByLabel('备注');
