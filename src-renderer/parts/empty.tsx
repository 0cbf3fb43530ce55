import type { ReactNode } from 'react';
import classes from './empty.module.css';

/** What stands where nothing is: the first line says so, the second names the next step. */
export function Empty({ text, next, children }: { text: string; next: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p className={classes.text}>{text}</p>
      <p className="soft">{next}</p>
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
