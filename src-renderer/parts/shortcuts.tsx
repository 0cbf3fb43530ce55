import { Kbd, Modal } from '@mantine/core';
import classes from './shortcuts.module.css';

const GROUPS: { title: string; keys: { keys: string[]; does: string }[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      { keys: ['I'], does: 'go to the inbox' },
      { keys: ['N'], does: 'start a new run' },
      { keys: ['Esc'], does: 'close what is open' },
      { keys: ['?'], does: 'show these shortcuts' },
    ],
  },
  {
    title: 'In the inbox',
    keys: [
      { keys: ['J', 'K'], does: 'next, previous decision' },
      { keys: ['A'], does: 'choose the recommended option' },
      { keys: ['1', '2', '…'], does: 'choose that option' },
      { keys: ['Enter'], does: 'go to its options' },
    ],
  },
  {
    title: 'In a list of tasks',
    keys: [
      { keys: ['J', 'K'], does: 'next, previous task' },
      { keys: ['Enter'], does: 'open it' },
    ],
  },
];

export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Shortcuts" size="md">
      {GROUPS.map(({ title, keys }) => (
        <section key={title} className={classes.group}>
          <h3>{title}</h3>
          <dl>
            {keys.map((entry) => (
              <div key={entry.does}>
                <dt>
                  {entry.keys.map((key) => (
                    <Kbd key={key} size="xs">
                      {key}
                    </Kbd>
                  ))}
                </dt>
                <dd>{entry.does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
