import { useMemo } from 'react';
import { Empty } from '../../parts/empty.tsx';
import lists from '../../parts/list.module.css';
import { useRows } from '../../state/desk.tsx';
import { CapsuleRow } from './capsule-row.tsx';

export function Capsules() {
  const rows = useRows('capsule');
  const capsules = useMemo(() => [...rows.values()].sort((a, b) => b.createdAt - a.createdAt), [rows]);
  return (
    <div className={lists.page}>
      <div className={lists.top}>
        <h1>Capsules</h1>
      </div>
      <section className={lists.panel} aria-label="Capsules">
        {capsules.map((capsule) => (
          <CapsuleRow key={capsule.id} capsule={capsule} />
        ))}
        {capsules.length === 0 && (
          <Empty
            text="No capsule yet"
            next="A run that ends leaves its result here, to verify and to export."
          />
        )}
      </section>
    </div>
  );
}
