import type { Tone } from './marks.ts';
import classes from './meter.module.css';

export type Share = { label: string; value: number; tone: Tone };

/** A whole in shares, as a bar with its numbers written beside it. */
export function Meter({ title, shares, empty }: { title: string; shares: readonly Share[]; empty: string }) {
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  const shown = shares.filter(({ value }) => value > 0);
  const words = shown.map(({ label, value }) => `${value} ${label}`).join(', ');
  return (
    <div className={classes.meter}>
      <div className={classes.head}>
        <span className={classes.title}>{title}</span>
        <span className="soft">{total === 0 ? empty : words}</span>
      </div>
      <div className={classes.bar} role="img" aria-label={`${title}: ${total === 0 ? empty : words}`}>
        {shown.map(({ label, value, tone }) => (
          <span key={label} data-tone={tone} style={{ flexGrow: value }} />
        ))}
      </div>
    </div>
  );
}
