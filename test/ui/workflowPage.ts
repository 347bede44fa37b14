import type { Locator, Page } from 'playwright-core';

/** The Temporal UI's page of one workflow, opened. */
export interface WorkflowPage {
  readonly page: Page;
  readonly input: Locator;
  /** The result, or the failure. */
  readonly result: Locator;
  /** The UI's own sign whether the codec server answered. */
  readonly codecServer: Readonly<Record<'answered' | 'unreachable', Locator>>;
}

export async function openWorkflowPage(page: Page, ui: string, workflowId: string): Promise<WorkflowPage> {
  await page.goto(`${ui}/namespaces/default/workflows/${workflowId}`);
  const panels = page.getByTestId('input-and-result').locator('.cm-content');
  return {
    page,
    input: panels.first(),
    result: panels.nth(1),
    codecServer: {
      answered: page.getByTestId('data-encoder-status-success'),
      unreachable: page.getByTestId('data-encoder-status-error'),
    },
  };
}

/** Waits until the panel shows the text. @returns everything that it then shows */
export async function whatShows(panel: Locator, text: string): Promise<string> {
  await panel.filter({ hasText: text }).waitFor();
  return await panel.innerText();
}
