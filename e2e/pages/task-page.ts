import { expect, type Locator, type Page } from '@playwright/test';

import { hydrated } from '../fixtures/hydrated';

/** A task's page: its rows, the refresh of the page and what that told. */
export class TaskPage {
  readonly button: Locator;
  readonly strip: Locator;
  readonly announced: Locator;
  constructor(
    readonly page: Page,
    readonly taskId: number,
  ) {
    this.button = page.locator('#refresh-page');
    this.strip = page.getByRole('region', { name: '刷新结果' });
    this.announced = page.locator('[role=status][aria-live=polite]');
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`/tasks/${this.taskId}${query}`);
    await expect(this.rows().first()).toBeVisible();
    await hydrated(this.page);
  }

  rows(): Locator {
    return this.page.locator('tr[data-row-id]');
  }

  row(rowId: number): Locator {
    return this.page.locator(`tr[data-row-id="${rowId}"]`);
  }

  /** Presses the button and waits until it is told how it ended. */
  async refresh(): Promise<void> {
    await this.button.click();
    await this.ended();
  }

  async ended(): Promise<void> {
    await expect(this.strip).toHaveAttribute('data-status', /done|failed/);
  }

  /** The receipt's terms as numbers: `{ updated: 2, unchanged: 18, … }`. */
  async sum(): Promise<Record<string, number>> {
    const terms = this.strip.locator('[data-verdict]:has(b)');
    const entries = await terms.evaluateAll((elements) =>
      elements.map((element) => [
        element.getAttribute('data-verdict'),
        Number(element.querySelector('b')?.textContent),
      ]),
    );
    return Object.fromEntries(entries) as Record<string, number>;
  }
}
