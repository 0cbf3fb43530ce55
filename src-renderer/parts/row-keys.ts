import { useHeldKeys } from './keys.ts';

/** J and K walk through the rows of the main view; a row is what carries `data-row`. */
export function useRowKeys(): void {
  useHeldKeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
  ]);
}

function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const at = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
  rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}
