import type { Carried, Difference } from '#shared/model/difference.ts';
import type { Document } from '#shared/model/document.ts';
import type { Coverage, Requirement, Standing } from '#shared/model/requirement.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Body = Pick<Requirement, 'text' | 'kind' | 'level' | 'acceptance' | 'source'>;
type Row = Omit<Requirement, keyof Body | 'coverageNote' | 'standing'> & {
  coverageNote: string | null;
  standing: string | null;
  body: string;
};
/** What is known of a document beyond its columns. */
type About = Pick<Document, 'notes' | 'reading' | 'rest' | 'fault'>;
type DocumentRow = Omit<Document, keyof About | 'replaces'> & {
  replaces: string | null;
  reading: string | null;
};

const DOCUMENT = `id, project_id AS projectId, run_id AS runId, name, media_type AS mediaType, bytes, sha256, state,
  added_at AS addedAt, replaces, reading`;
const REQUIREMENT = `id, project_id AS projectId, run_id AS runId, document_id AS documentId, key, state, coverage,
  coverage_note AS coverageNote, standing, body`;
const bodies = jsonCodec<Body>('requirements.body');
const abouts = jsonCodec<About>('documents.reading');
const differences = jsonCodec<Difference>('differences.body');
const standings = optionalJson(jsonCodec<Standing>('requirements.standing'));

export type IntakeRows = ReturnType<typeof createIntakeRows>;

export function createIntakeRows(db: Db) {
  return { ...documentRows(db), ...requirementReads(db), ...requirementWrites(db) };
}

function documentRows(db: Db) {
  const get = db.prepare(`SELECT ${DOCUMENT} FROM documents WHERE id = ?`);
  const ofRun = db.prepare(`SELECT ${DOCUMENT} FROM documents WHERE run_id = ? ORDER BY id`);
  const unread = db.prepare(`SELECT count(*) FROM documents WHERE run_id = ? AND state = 'added'`).pluck();
  const failed = db.prepare(`SELECT count(*) FROM documents WHERE run_id = ? AND state = 'failed'`).pluck();
  const versions = db.prepare(
    `SELECT ${DOCUMENT} FROM documents d WHERE project_id = ? AND name = ? AND run_id <> ? AND id < ?
     AND EXISTS (SELECT 1 FROM requirements r WHERE r.document_id = d.id AND r.state = 'accepted')
     ORDER BY id DESC LIMIT 1`,
  );
  const sameBytes = db.prepare(
    `SELECT ${DOCUMENT} FROM documents WHERE project_id = ? AND sha256 = ? ORDER BY id DESC LIMIT 1`,
  );
  const insert = db.prepare(
    `INSERT INTO documents (id, project_id, run_id, name, media_type, bytes, sha256, state, added_at, replaces, reading)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const set = db.prepare(
    'UPDATE documents SET state = ?, replaces = ?, reading = ?, text_sha256 = ? WHERE id = ?',
  );
  const document = (id: string) => {
    const row = get.get(id) as DocumentRow | undefined;
    return row && toDocument(row);
  };
  return {
    document,
    documentsOf: (runId: string) => (ofRun.all(runId) as DocumentRow[]).map(toDocument),
    /** The version before: the one that was named, or else the newest of the same name that a run has taken up. */
    versionBefore({ id, projectId, name, runId, replaces }: Document): Document | undefined {
      if (replaces !== undefined) return document(replaces);
      const row = versions.get(projectId, name, runId, id) as DocumentRow | undefined;
      return row && toDocument(row);
    },
    /** The latest document of the project with these bytes. */
    documentWith(projectId: string, sha256: string): Document | undefined {
      const row = sameBytes.get(projectId, sha256) as DocumentRow | undefined;
      return row && toDocument(row);
    },
    unreadIn: (runId: string) => unread.get(runId) as number,
    failedIn: (runId: string) => failed.get(runId) as number,
    insertDocument: (row: Document) =>
      void insert.run(
        row.id,
        row.projectId,
        row.runId,
        row.name,
        row.mediaType,
        row.bytes,
        row.sha256,
        row.state,
        row.addedAt,
        row.replaces ?? null,
        encodeAbout(row),
      ),
    /** What becomes of a document while it is read. `replaces` is the version that it was compared with in the end. */
    setDocument(row: Document) {
      const text = row.reading?.sha256 ?? null;
      set.run(row.state, row.replaces ?? null, encodeAbout(row), text, row.id);
    },
  };
}

function requirementReads(db: Db) {
  const get = db.prepare(`SELECT ${REQUIREMENT} FROM requirements WHERE id = ?`);
  const ofRun = db.prepare(`SELECT ${REQUIREMENT} FROM requirements WHERE run_id = ? ORDER BY id`);
  const ofDocument = db.prepare(`SELECT ${REQUIREMENT} FROM requirements WHERE document_id = ? ORDER BY id`);
  const keysIn = db.prepare('SELECT key FROM requirements WHERE run_id = ?').pluck();
  const lastKey = db
    .prepare(
      'SELECT coalesce(max(CAST(substr(key, 3) AS INTEGER)), 0) FROM requirements WHERE project_id = ?',
    )
    .pluck();
  const inDocument = db.prepare('SELECT count(*) FROM requirements WHERE document_id = ?').pluck();
  const inRun = db.prepare('SELECT count(*) FROM requirements WHERE run_id = ?').pluck();
  const byCoverage = db.prepare(
    `SELECT coverage, count(*) AS n FROM requirements WHERE run_id = ? AND state <> 'rejected' GROUP BY coverage`,
  );
  const difference = db.prepare('SELECT body FROM differences WHERE run_id = ?').pluck();
  return {
    requirement(id: string): Requirement | undefined {
      const row = get.get(id) as Row | undefined;
      return row && toRequirement(row);
    },
    requirementsOf: (runId: string): Requirement[] => (ofRun.all(runId) as Row[]).map(toRequirement),
    requirementsIn: (documentId: string): Requirement[] =>
      (ofDocument.all(documentId) as Row[]).map(toRequirement),
    keysInRun: (runId: string) => new Set(keysIn.all(runId) as string[]),
    /** The highest number that a key of the project ever had. Rows are never deleted, so no key comes back. */
    lastKeyNumber: (projectId: string) => lastKey.get(projectId) as number,
    countInDocument: (documentId: string) => inDocument.get(documentId) as number,
    countInRun: (runId: string) => inRun.get(runId) as number,
    coverageOf(runId: string): Partial<Record<Coverage, number>> {
      const counts = byCoverage.all(runId) as { coverage: Coverage; n: number }[];
      return Object.fromEntries(counts.map(({ coverage, n }) => [coverage, n]));
    },
    /** What changed since the earlier versions; undefined where there were none. */
    difference(runId: string): Difference | undefined {
      const body = difference.get(runId) as string | undefined;
      return body === undefined ? undefined : differences.decode(body);
    },
  };
}

function requirementWrites(db: Db) {
  const insert = db.prepare(
    `INSERT INTO requirements (id, project_id, run_id, document_id, key, state, coverage, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const setAll = db.prepare('UPDATE requirements SET state = ? WHERE run_id = ?');
  const plan = db.prepare(
    `UPDATE requirements SET coverage = 'planned' WHERE run_id = ? AND key = ? AND coverage = 'uncovered'`,
  );
  const unplan = db.prepare(
    `UPDATE requirements SET coverage = 'uncovered' WHERE run_id = ? AND key = ? AND coverage = 'planned'`,
  );
  const cover = db.prepare(
    `UPDATE requirements SET coverage = 'covered', coverage_note = NULL, standing = NULL
     WHERE run_id = ? AND key = ? AND (coverage IN ('uncovered', 'planned') OR standing IS NOT NULL)`,
  );
  const admit = db.prepare(
    `UPDATE requirements SET coverage = 'gap', coverage_note = ?, standing = NULL WHERE run_id = ? AND key = ?`,
  );
  const carry = db.prepare(
    'UPDATE requirements SET coverage = ?, coverage_note = ?, standing = ? WHERE id = ?',
  );
  const drop = db.prepare(
    `UPDATE requirements SET coverage = 'uncovered', coverage_note = NULL, standing = NULL
     WHERE run_id = ? AND standing IS NOT NULL`,
  );
  const note = db.prepare('INSERT INTO differences (run_id, body) VALUES (?, ?)');
  return {
    insertRequirement(row: Requirement) {
      const { text, kind, level, acceptance, source } = row;
      const body = bodies.encode({ text, kind, level, acceptance, source });
      insert.run(row.id, row.projectId, row.runId, row.documentId, row.key, row.state, row.coverage, body);
    },
    insertDifference: (row: Difference) => void note.run(row.runId, differences.encode(row)),
    setAll: (runId: string, state: Requirement['state']) => void setAll.run(state, runId),
    markPlanned: (runId: string, key: string) => void plan.run(runId, key),
    markUnplanned: (runId: string, key: string) => void unplan.run(runId, key),
    /** Work of the run itself takes the place of what an earlier run left. */
    markCovered: (runId: string, key: string) => void cover.run(runId, key),
    /** A gap outweighs cover: what one task left out is not made good by another that touched the rest. */
    markGap: (runId: string, key: string, reason: string) => void admit.run(reason, runId, key),
    markCarried: ({ requirementId, coverage, note: words, standing }: Carried) =>
      void carry.run(coverage, words, standings.encode(standing), requirementId),
    /** Forgets what earlier runs have done for the requirements of this one. */
    markAfresh: (runId: string) => void drop.run(runId),
  };
}

function toDocument({ replaces, reading, ...row }: DocumentRow): Document {
  return {
    ...row,
    ...(replaces === null ? {} : { replaces }),
    ...(reading === null ? {} : abouts.decode(reading)),
  };
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

function toRequirement({ coverageNote, standing, body, ...row }: Row): Requirement {
  const whole: Requirement = { ...row, ...bodies.decode(body) };
  if (coverageNote !== null) whole.coverageNote = coverageNote;
  const evidence = standings.decode(standing);
  if (evidence) whole.standing = evidence;
  return whole;
}
