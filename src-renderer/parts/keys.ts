import { useHotkeys } from '@mantine/hooks';

type Keys = [key: string, run: () => void][];

/** Shortcuts of the page. They rest while someone types, holds a key down, or has a dialog open. */
export function useKeys(keys: Keys): void {
  useHotkeys(
    keys.map(([key, run]) => [
      key,
      (event) => {
        if (!event.repeat && !dialogIsOpen()) run();
      },
    ]),
  );
}

/** Shortcuts that may be held down, to move fast. */
export function useHeldKeys(keys: Keys): void {
  useHotkeys(
    keys.map(([key, run]) => [
      key,
      () => {
        if (!dialogIsOpen()) run();
      },
    ]),
  );
}

function dialogIsOpen(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}
