import type { Document } from '#shared/model/document.ts';
import lists from '../../parts/list.module.css';
import classes from './document-notes.module.css';

/** What a person should know about how the documents of a run were read: those that were not, and what was guessed. */
export function DocumentNotes({ documents }: { documents: readonly Document[] }) {
  const told = documents.flatMap(({ id, name, fault, notes = [], reading }) => {
    const lines = [...notes, ...(reading?.notes ?? [])];
    if (fault !== undefined) lines.push(`${fault.message} ${fault.hint ?? ''}`.trim());
    return lines.length === 0 ? [] : [{ id, name, failed: fault !== undefined, lines }];
  });
  if (told.length === 0) return null;
  return (
    <section className={lists.panel} aria-label="Documents">
      <div className={lists.panelHead}>
        <h2>About the documents</h2>
      </div>
      <ul className={classes.notes}>
        {told.map(({ id, name, failed, lines }) => (
          <li key={id}>
            <b>{name}</b> {failed && <span>could not be read</span>}
            {lines.map((line) => (
              <p key={line} className="soft">
                {line}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
