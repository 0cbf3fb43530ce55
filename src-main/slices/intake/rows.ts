import type { Document } from '#shared/model/document.ts';
import type { Coverage, Requirement } from '#shared/model/requirement.ts';
import { jsonCodec } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Body = Pick<Requirement, 'text' | 'kind' | 'level' | 'acceptance' | 'source'>;
type Row = Omit<Requirement, keyof Body | 'coverageNote'> & { coverageNote: string | null; body: string };

const DOCUMENT = `id, project_id AS projectId, run_id AS runId, name, media_type AS mediaType, bytes, sha256, state,
  added_at AS addedAt, reading`;
const REQUIREMENT = `id, project_id AS projectId, run_id AS runId, document_id AS documentId, key, state, coverage,
  coverage_note AS coverageNote, body`;
const bodies = jsonCodec<Body>('requirements.body');

/** What is known of a document beyond its columns. */
type About = Pick<Document, 'notes' | 'reading' | 'rest' | 'fault'>;
type DocumentRow = Omit<Document, keyof About> & { reading: string | null };
const abouts = jsonCodec<About>('documents.reading');

export type IntakeRows = ReturnType<typeof createIntakeRows>;

export function createIntakeRows(db: Db) {
  const document = db.prepare(`SELECT ${DOCUMENT} FROM documents WHERE id = ?`);
  const documentsOf = db.prepare(`SELECT ${DOCUMENT} FROM documents WHERE run_id = ? ORDER BY id`);
  const unread = db.prepare(`SELECT count(*) FROM documents WHERE run_id = ? AND state = 'added'`).pluck();
  const failed = db.prepare(`SELECT count(*) FROM documents WHERE run_id = ? AND state = 'failed'`).pluck();
  const requirement = db.prepare(`SELECT ${REQUIREMENT} FROM requirements WHERE id = ?`);
  const requirementsOf = db.prepare(`SELECT ${REQUIREMENT} FROM requirements WHERE run_id = ? ORDER BY id`);
  const inProject = db.prepare('SELECT count(*) FROM requirements WHERE project_id = ?').pluck();
  const inDocument = db
    .prepare('SELECT count(*) FROM requirements WHERE run_id = ? AND document_id = ?')
    .pluck();
  const sameBytes = db.prepare(
    `SELECT ${DOCUMENT} FROM documents WHERE project_id = ? AND sha256 = ? ORDER BY id DESC LIMIT 1`,
  );
  const inRun = db.prepare('SELECT count(*) FROM requirements WHERE run_id = ?').pluck();
  const byCoverage = db.prepare(
    `SELECT coverage, count(*) AS n FROM requirements WHERE run_id = ? AND state <> 'rejected' GROUP BY coverage`,
  );
  const insertDocument = db.prepare(
    `INSERT INTO documents (id, project_id, run_id, name, media_type, bytes, sha256, state, added_at, reading)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const setDocument = db.prepare('UPDATE documents SET state = ?, reading = ?, text_sha256 = ? WHERE id = ?');
  const insertRequirement = db.prepare(
    `INSERT INTO requirements (id, project_id, run_id, document_id, key, state, coverage, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const setAll = db.prepare('UPDATE requirements SET state = ? WHERE run_id = ?');
  const plan = db.prepare(
    `UPDATE requirements SET coverage = 'planned' WHERE run_id = ? AND key = ? AND coverage = 'uncovered'`,
  );
  const cover = db.prepare(
    `UPDATE requirements SET coverage = 'covered' WHERE run_id = ? AND key = ? AND coverage IN ('uncovered', 'planned')`,
  );
  const admit = db.prepare(
    `UPDATE requirements SET coverage = 'gap', coverage_note = ? WHERE run_id = ? AND key = ?`,
  );
  return {
    document(id: string): Document | undefined {
      const row = document.get(id) as DocumentRow | undefined;
      return row && toDocument(row);
    },
    documentsOf: (runId: string) => (documentsOf.all(runId) as DocumentRow[]).map(toDocument),
    /** The latest document of the project with these bytes. */
    documentWith(projectId: string, sha256: string): Document | undefined {
      const row = sameBytes.get(projectId, sha256) as DocumentRow | undefined;
      return row && toDocument(row);
    },
    unreadIn: (runId: string) => unread.get(runId) as number,
    failedIn: (runId: string) => failed.get(runId) as number,
    requirement(id: string): Requirement | undefined {
      const row = requirement.get(id) as Row | undefined;
      return row && toRequirement(row);
    },
    requirementsOf: (runId: string): Requirement[] => (requirementsOf.all(runId) as Row[]).map(toRequirement),
    countInProject: (projectId: string) => inProject.get(projectId) as number,
    countInDocument: ({ id, runId }: Pick<Document, 'id' | 'runId'>) => inDocument.get(runId, id) as number,
    countInRun: (runId: string) => inRun.get(runId) as number,
    coverageOf(runId: string): Partial<Record<Coverage, number>> {
      const counts = byCoverage.all(runId) as { coverage: Coverage; n: number }[];
      return Object.fromEntries(counts.map(({ coverage, n }) => [coverage, n]));
    },
    insertDocument: (row: Document) =>
      void insertDocument.run(
        row.id,
        row.projectId,
        row.runId,
        row.name,
        row.mediaType,
        row.bytes,
        row.sha256,
        row.state,
        row.addedAt,
        encodeAbout(row),
      ),
    setDocument(row: Document) {
      setDocument.run(row.state, encodeAbout(row), row.reading?.sha256 ?? null, row.id);
    },
    insertRequirement(row: Requirement) {
      const { text, kind, level, acceptance, source } = row;
      const body = bodies.encode({ text, kind, level, acceptance, source });
      insertRequirement.run(
        row.id,
        row.projectId,
        row.runId,
        row.documentId,
        row.key,
        row.state,
        row.coverage,
        body,
      );
    },
    setAll: (runId: string, state: Requirement['state']) => void setAll.run(state, runId),
    markPlanned: (runId: string, key: string) => void plan.run(runId, key),
    markCovered: (runId: string, key: string) => void cover.run(runId, key),
    /** A gap outweighs cover: what one task left out is not made good by another that touched the rest. */
    markGap: (runId: string, key: string, reason: string) => void admit.run(reason, runId, key),
  };
}

function toDocument({ reading, ...row }: DocumentRow): Document {
  return reading === null ? row : { ...row, ...abouts.decode(reading) };
}

function encodeAbout({ notes, reading, rest, fault }: Document): string | null {
  const about: About = {
    ...(notes === undefined ? {} : { notes }),
    ...(reading === undefined ? {} : { reading }),
    ...(rest === undefined ? {} : { rest }),
    ...(fault === undefined ? {} : { fault }),
  };
  return Object.keys(about).length === 0 ? null : abouts.encode(about);
}

function toRequirement({ coverageNote, body, ...row }: Row): Requirement {
  return { ...row, ...bodies.decode(body), ...(coverageNote === null ? {} : { coverageNote }) };
}
