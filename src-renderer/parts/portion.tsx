import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './portion.module.css';

const STEP = 200;

/** A long list in portions: what nobody looks at need not be drawn. */
export function Portion<T>({ items, children }: { items: readonly T[]; children: (item: T) => ReactNode }) {
  const [shown, setShown] = useState(STEP);
  const rest = items.length - shown;
  return (
    <>
      {items.slice(0, shown).map(children)}
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
