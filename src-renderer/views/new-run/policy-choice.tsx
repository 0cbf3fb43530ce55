import { SegmentedControl } from '@mantine/core';
import type { Policy } from '#shared/model/project.ts';
import classes from './new-run.module.css';

const POLICIES: { value: Policy; label: string; means: string }[] = [
  { value: 'manual', label: 'Manual', means: 'You answer every question.' },
  {
    value: 'supervised',
    label: 'Supervised',
    means: 'Low risk is answered for you, the rest comes to your inbox.',
  },
  { value: 'autonomous', label: 'Autonomous', means: 'The recommended option is taken; you can look later.' },
];

export function PolicyChoice({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  return (
    <div>
      <p className={classes.label} id="policy">
        Who answers questions
      </p>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-labelledby="policy"
        value={policy}
        onChange={onChange}
        data={POLICIES.map(({ value, label }) => ({ value, label }))}
      />
      <p className={`soft ${classes.means}`}>{POLICIES.find(({ value }) => value === policy)?.means}</p>
    </div>
  );
}
