import type { Mark } from './marks.ts';
import classes from './state-mark.module.css';

/** A state as icon and word. `iconOnly` keeps the word for screen readers and who points at it. */
export function StateMark({
  mark,
  iconOnly = false,
  pill = false,
}: {
  mark: Mark;
  iconOnly?: boolean;
  pill?: boolean;
}) {
  const Icon = mark.icon;
  const icon = (
    <Icon size={15} stroke={1.9} aria-hidden className={mark.turns ? classes.turning : undefined} />
  );
  if (iconOnly) {
    return (
      <span
        className={classes.mark}
        data-tone={mark.tone}
        role="img"
        title={mark.label}
        aria-label={mark.label}
      >
        {icon}
      </span>
    );
  }
  return (
    <span className={classes.mark} data-tone={mark.tone} data-pill={pill || undefined}>
      {icon}
      <span>{mark.label}</span>
    </span>
  );
}
