import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './portion.module.css';

const STEP = 200;

type Props<T> = {
  items: readonly T[];
  children: (item: T) => ReactNode;
  /** What the drawn items stand in, where it must not hold the button too: a table. */
  frame?: (drawn: ReactNode) => ReactNode;
};

/** A long list in portions: what nobody looks at need not be drawn. */
export function Portion<T>({ items, children, frame = (drawn) => drawn }: Props<T>) {
  const [shown, setShown] = useState(STEP);
  const rest = items.length - shown;
  return (
    <>
      {frame(items.slice(0, shown).map(children))}
      {rest > 0 && (
        <div className={classes.more}>
          <Button variant="default" data-row onClick={() => setShown(shown + STEP * 5)}>
            Show more ({rest} left)
          </Button>
        </div>
      )}
    </>
  );
}
